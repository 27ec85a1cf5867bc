package dev.gatehouse.policy;

import dev.gatehouse.policy.Decision.Allow;
import dev.gatehouse.policy.Decision.Deny;
import dev.gatehouse.policy.Verdict.Granted;
import dev.gatehouse.policy.Verdict.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One tenant's policy, ready to be asked. Immutable. */
final class CompiledPolicy {
    private static final Set<Permission> LASTING =
            Set.of(Permission.TOKEN_CREATE, Permission.WORKER_REGISTER, Permission.write("job"));

    private final long revision;
    private final String digest;
    private final GrantIndex grants;

    private CompiledPolicy(long revision, String digest, GrantIndex grants) {
        this.revision = revision;
        this.digest = digest;
        this.grants = grants;
    }

    static CompiledPolicy compile(PolicySource source) {
        return new CompiledPolicy(
                source.revision(),
                PolicyDigest.of(source.versions()),
                GrantIndex.of(source.roles(), source.bindings()));
    }

    long revision() {
        return revision;
    }

    List<Holding> holdings(Set<UUID> principals) {
        return grants.of(principals);
    }

    <P extends Permit> Decision<P> decide(Question<P> question, UUID decision) {
        return switch (judge(question)) {
            case Granted granted ->
                new Allow<>(Mint.permit(
                        question, new Grounds(decision, revision, digest, epochs(question), granted.rules())));
            case Refused refused -> new Deny<>(decision, revision, digest, refused.reasons());
        };
    }

    private Verdict judge(Question<?> question) {
        if (!question.subject().active()) {
            return Refused.because(
                    Reason.SUBJECT_ENDED, "The access of " + question.subject().id() + " has ended");
        }
        if (question.subject().impersonator().isPresent() && outlives(question.permission())) {
            return Refused.because(
                    Reason.IMPERSONATED,
                    "Somebody who acts as " + question.subject().id() + " gives nobody access");
        }
        return switch (question) {
            case ImpersonateQuestion act ->
                role(act.subject(), act.permission(), act.namespace()).and(() -> actAs(act.subject(), act.target()));
            case SubmitQuestion submit -> submit(submit);
            case StartQuestion start ->
                submit(start.recorded()).and(() -> secretsOf(start.author(), start.secrets(), start.namespace()));
            case SecretUseQuestion use ->
                use(use.subject(), use.secret(), use.job().namespace());
            case LookupQuestion _,
                    StopQuestion _,
                    ExecutionReadQuestion _,
                    ListQuestion _,
                    ResourceReadQuestion _,
                    ResourceWriteQuestion _,
                    ScimClientQuestion _,
                    SecretManageQuestion _,
                    TokenQuestion _,
                    OwnTokenQuestion _,
                    SubjectQuestion _,
                    JoinTokenQuestion _,
                    WorkerListQuestion _,
                    WorkerManageQuestion _,
                    AuditQuestion _ -> role(question.subject(), question.permission(), question.namespace());
        };
    }

    /**
     * Whether what it does would be access beyond an impersonation: given to others, kept as a token, as a worker that gets
     * secrets, or as a job whose author answers for its secrets from then on.
     */
    private static boolean outlives(Permission permission) {
        return permission.givesAccess() || LASTING.contains(permission);
    }

    private Verdict actAs(Subject subject, Subject target) {
        if (target.id().equals(subject.id()) || !target.active() || target.kind() == SubjectKind.WORKER) {
            return Refused.because(Reason.TARGET_FORBIDDEN, "Nobody acts as " + target.id());
        }
        if (subject.scope().filter(scope -> !scope.isWhole()).isPresent()) {
            return Refused.because(Reason.TOKEN_SCOPE, "A token with a scope leaves no other's access");
        }
        return Permission.ALL.stream()
                .filter(Permission::givesAccess)
                .filter(permission -> grants.places(target, permission).stream()
                        .anyMatch(place ->
                                grants.allowing(subject, permission, place).isEmpty()))
                .findFirst()
                .<Verdict>map(permission -> Refused.because(
                        Reason.TARGET_FORBIDDEN,
                        target.id() + " has " + permission + " where " + subject.id() + " has not"))
                .orElseGet(() -> new Granted(List.of()));
    }

    private Verdict submit(SubmitQuestion question) {
        var starter = question.subject();
        var allowed = role(starter, question.permission(), question.namespace());
        return question.overridesSecretJob()
                ? allowed.and(() -> secretsOf(Optional.of(starter), question.secrets(), question.namespace()))
                : allowed;
    }

    private Verdict secretsOf(Optional<Subject> entitled, List<SecretReference> secrets, Namespace job) {
        Verdict verdict = new Granted(List.of());
        for (var secret : secrets) {
            verdict = verdict.and(() -> entitled.map(subject -> use(subject, secret, job))
                    .orElseGet(() -> forbidden("Nobody answers for the use of " + secret)));
        }
        return verdict;
    }

    private Verdict use(Subject subject, SecretReference secret, Namespace job) {
        if (!subject.active()) {
            return forbidden(
                    "The access of " + subject.id() + ", who answers for the use of " + secret + ", has ended");
        }
        if (!secret.namespace().covers(job)) {
            return forbidden(secret + " cannot be used in " + job + ", which is not at or below its namespace");
        }
        return switch (role(subject, Permission.SECRET_USE, secret.namespace())) {
            case Granted granted -> granted;
            case Refused _ -> forbidden("No binding gives " + subject.id() + " secret:use for " + secret);
        };
    }

    private static Verdict forbidden(String message) {
        return Refused.because(Reason.SECRET_FORBIDDEN, message);
    }

    private Verdict role(Subject subject, Permission permission, Namespace namespace) {
        var rules = grants.allowing(subject, permission, namespace);
        return rules.isEmpty()
                ? Refused.because(
                        Reason.NO_MATCHING_ROLE,
                        "No binding gives " + subject.id() + " " + permission + " in " + namespace)
                : new Granted(rules).and(() -> scope(subject, permission, namespace));
    }

    /** A token without a scope leaves everything, and is no rule of the decision. */
    private static Verdict scope(Subject subject, Permission permission, Namespace namespace) {
        return subject.scope()
                .filter(scope -> !scope.isWhole())
                .<Verdict>map(scope -> scope.covers(permission, namespace)
                        ? new Granted(List.of(scope.rule()))
                        : new Refused(List.of(new Reason(
                                Reason.TOKEN_SCOPE,
                                "The scope of token " + scope.token() + " leaves no " + permission + " in " + namespace,
                                Optional.of(scope.rule())))))
                .orElseGet(() -> new Granted(List.of()));
    }

    private static List<SubjectEpoch> epochs(Question<?> question) {
        var epochs = new ArrayList<SubjectEpoch>();
        epochs.add(epoch(question.subject()));
        if (question instanceof StartQuestion start && !start.secrets().isEmpty()) {
            start.author()
                    .map(CompiledPolicy::epoch)
                    .filter(each -> !epochs.contains(each))
                    .ifPresent(epochs::add);
        }
        question.subject().impersonator().filter(each -> !epochs.contains(each)).ifPresent(epochs::add);
        if (question instanceof ImpersonateQuestion act) {
            epochs.add(epoch(act.target()));
        }
        return epochs;
    }

    private static SubjectEpoch epoch(Subject subject) {
        return new SubjectEpoch(subject.id(), subject.epoch());
    }
}
