package dev.gatehouse.policy;

import dev.gatehouse.policy.Decision.Allow;
import dev.gatehouse.policy.Decision.ApprovalRequired;
import dev.gatehouse.policy.Decision.Deny;
import dev.gatehouse.policy.Verdict.Granted;
import dev.gatehouse.policy.Verdict.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One tenant's policy, ready to be asked. Immutable. */
final class CompiledPolicy {
    private static final Set<Permission> LASTING = Set.of(
            Permission.APPROVAL_DECIDE,
            Permission.TOKEN_CREATE,
            Permission.WORKER_REGISTER,
            Permission.write("job"),
            Permission.write("guardrail"),
            Permission.SECRET_MANAGE,
            Permission.KILL_SWITCH_WRITE,
            Permission.MAINTENANCE_WRITE,
            Permission.MASTER_KEY_WRITE);

    /** An event names the determining rules and is bounded. */
    private static final int MOST_OF_TARGET_NAMED = 16;

    private final long revision;
    private final String digest;
    private final GrantIndex grants;
    private final GuardrailIndex guardrails;
    private final StandingStops stops;
    private final KnownConditions conditions;

    private CompiledPolicy(
            long revision,
            String digest,
            GrantIndex grants,
            GuardrailIndex guardrails,
            StandingStops stops,
            KnownConditions conditions) {
        this.revision = revision;
        this.digest = digest;
        this.grants = grants;
        this.guardrails = guardrails;
        this.stops = stops;
        this.conditions = conditions;
    }

    /** @throws UnreadablePolicy where a guardrail's condition is none */
    static CompiledPolicy compile(PolicySource source, ConditionBook book) {
        var grants = GrantIndex.of(source.roles(), source.bindings(), book);
        var guardrails = GuardrailIndex.of(source.guardrails(), book);
        return new CompiledPolicy(
                source.revision(),
                PolicyDigest.of(source.versions()),
                grants,
                guardrails,
                source.stops(),
                book.known());
    }

    long revision() {
        return revision;
    }

    String digest() {
        return digest;
    }

    /** Those of its rules. */
    KnownConditions conditions() {
        return conditions;
    }

    /** What an administrator says of the maintenance that there is. */
    Optional<String> maintenance() {
        return stops.maintenance();
    }

    List<Holding> holdings(Set<UUID> principals) {
        return grants.of(principals);
    }

    List<Holding> holders(Permission permission, Namespace namespace, Optional<UUID> from, int most, Instant now) {
        return grants.holders(permission, namespace, from, most, now);
    }

    <P extends Permit> Decision<P> decide(Question<P> question, UUID decision, Instant now) {
        return switch (judge(question, now)) {
            case Granted granted
            when question instanceof CheckQuestion && !granted.approvals().isEmpty() ->
                new Deny<>(
                        decision,
                        revision,
                        digest,
                        granted.approvals().stream().map(CompiledPolicy::waits).toList());
            case Granted granted -> {
                var grounds =
                        new Grounds(decision, revision, digest, epochs(question), granted.rules(), granted.warnings());
                yield granted.approvals().isEmpty()
                        ? new Allow<>(Mint.permit(question, grounds, list -> reach(list, now)))
                        : new ApprovalRequired<>(Mint.proposal(question, grounds, granted.approvals()));
            }
            case Refused refused -> new Deny<>(decision, revision, digest, refused.reasons());
        };
    }

    private static Reason waits(ApprovalRule rule) {
        return new Reason(
                Reason.APPROVAL_REQUIRED,
                "Guardrail " + rule.name() + " wants people to approve it first",
                Optional.of(rule.rule()));
    }

    /** How far leave to list goes, by what the rules say while place and name are open. */
    private ListPermit.Reach reach(ListQuestion list, Instant now) {
        if (list.item().isPresent()) {
            return ListPermit.Reach.ALL;
        }
        var anywhere = Circumstances.anywhere(list, now);
        return grants.allowing(list.subject(), list.permission(), list.namespace(), anywhere)
                        .isEmpty()
                ? ListPermit.Reach.BY_NAME
                : guardrails.reach(list, anywhere);
    }

    /** What the rules say of the question, asked then. */
    Verdict judge(Question<?> question, Instant now) {
        var circumstances = Circumstances.of(question, now);
        return may(question, circumstances)
                .and(() -> guardrails.judge(question, circumstances, SecretUseQuestion.within(question)));
    }

    private Verdict may(Question<?> question, Circumstances circumstances) {
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
                role(act.subject(), act.permission(), act.namespace(), circumstances)
                        .and(() -> actAs(act.subject(), act.target(), circumstances.now()));
            case SubmitQuestion submit -> submit(submit, circumstances).and(() -> stops.submit(submit));
            case StartQuestion start ->
                submit(start.recorded(), circumstances)
                        .and(() -> answeredFor(start))
                        .and(() -> uses(SecretUseQuestion.ofAuthor(start), circumstances.now()))
                        .and(() -> stops.start(start));
            case GrantQuestion give -> Escalation.judge(grants, give);
            case ApprovalQuestion decide ->
                role(decide.subject(), decide.permission(), decide.namespace(), circumstances)
                        .and(() -> approver(decide));
            case LeaseAbandonQuestion abandon ->
                role(abandon.subject(), abandon.permission(), abandon.namespace(), circumstances)
                        .and(() -> inPerson(abandon.subject()));
            case SecretUseQuestion use -> use(use, circumstances.now());
            case CheckQuestion check
            when check.permission().equals(Permission.SECRET_USE) ->
                role(
                        check.subject(),
                        check.permission(),
                        check.namespace(),
                        Circumstances.unconditional(circumstances.now()));
            case LookupQuestion lookup ->
                role(lookup.subject(), lookup.permission(), lookup.namespace(), circumstances)
                        .and(() -> stops.lookUp(lookup));
            case StopQuestion _,
                    ExecutionReadQuestion _,
                    ListQuestion _,
                    ResourceReadQuestion _,
                    ResourceWriteQuestion _,
                    ReplayQuestion _,
                    ScimClientQuestion _,
                    SecretManageQuestion _,
                    TokenQuestion _,
                    OwnTokenQuestion _,
                    SubjectQuestion _,
                    JoinTokenQuestion _,
                    KillSwitchQuestion _,
                    MaintenanceQuestion _,
                    MasterKeyQuestion _,
                    WorkerListQuestion _,
                    WorkerManageQuestion _,
                    PolicyReadQuestion _,
                    CheckQuestion _,
                    AuditQuestion _ ->
                role(question.subject(), question.permission(), question.namespace(), circumstances);
        };
    }

    /**
     * Whether what it does would be access beyond an impersonation: given to others, kept as a token, as a worker that gets
     * secrets, as a job whose author answers for its secrets from then on, or as the word of a second person.
     */
    private static boolean outlives(Permission permission) {
        return permission.givesAccess() || LASTING.contains(permission);
    }

    private Verdict actAs(Subject subject, Subject target, Instant now) {
        if (target.id().equals(subject.id()) || !target.active() || target.kind() == SubjectKind.WORKER) {
            return Refused.because(Reason.TARGET_FORBIDDEN, "Nobody acts as " + target.id());
        }
        if (subject.scope().filter(scope -> !scope.isWhole()).isPresent()) {
            return Refused.because(Reason.TOKEN_SCOPE, "A token with a scope leaves no other's access");
        }
        var determining = new LinkedHashSet<Rule>();
        for (var given : grants.givingAccess(target)) {
            var place = given.binding().namespace();
            var own = grants.allowing(subject, given.permission(), place, Circumstances.unconditional(now));
            if (own.isEmpty()) {
                return new Refused(List.of(new Reason(
                        Reason.TARGET_FORBIDDEN,
                        target.id() + " has " + given.permission() + " in " + place + ", and " + subject.id()
                                + " has not",
                        Optional.of(given.binding().rule()))));
            }
            determining.add(given.binding().rule());
            determining.addAll(own);
        }
        return Verdict.granted(determining.stream().limit(MOST_OF_TARGET_NAMED).toList());
    }

    /** One person does not make two, whatever roles that person has, and a program makes none. */
    private static Verdict approver(ApprovalQuestion question) {
        Subject subject = question.subject();
        if (question.voter() == Voter.REQUESTER) {
            return Refused.because(
                    Reason.OWN_REQUEST, subject.id() + " asked for what would be approved, or stands behind who did");
        }
        if (Collections.disjoint(subject.groups(), question.approvers())) {
            return Refused.because(
                    Reason.NOT_AN_APPROVER, subject.id() + " is in no group that is asked to approve it");
        }
        return question.voter() == Voter.ANOTHER && subject.kind() == SubjectKind.USER
                ? Verdict.GRANTED
                : Refused.because(
                        Reason.VOTER_UNKNOWN,
                        "That " + subject.id() + " is another person than who asked cannot be told");
    }

    /** A program answers for nothing, also one that acts as a person. */
    private static Verdict inPerson(Subject subject) {
        return subject.kind() == SubjectKind.USER && subject.impersonator().isEmpty()
                ? Verdict.GRANTED
                : Refused.because(
                        Reason.PERSON_NEEDED, subject.id() + " is no person, or somebody else acts as that person");
    }

    private Verdict submit(SubmitQuestion question, Circumstances circumstances) {
        return role(question.subject(), question.permission(), question.namespace(), circumstances)
                .and(() -> uses(SecretUseQuestion.within(question), circumstances.now()));
    }

    private static Verdict answeredFor(StartQuestion question) {
        return question.author().isPresent() || question.secrets().isEmpty()
                ? Verdict.GRANTED
                : forbidden(
                        "Nobody answers for the use of " + question.secrets().getFirst());
    }

    private Verdict uses(List<SecretUseQuestion> uses, Instant now) {
        Verdict verdict = Verdict.GRANTED;
        for (var use : uses) {
            verdict = verdict.and(() -> use(use, now));
        }
        return verdict;
    }

    /** Who answers for a use may be somebody else than who asks, so that only what is given without a condition counts. */
    private Verdict use(SecretUseQuestion question, Instant now) {
        Subject subject = question.subject();
        SecretReference secret = question.secret();
        Namespace job = question.job().namespace();
        if (!subject.active()) {
            return forbidden(
                    "The access of " + subject.id() + ", who answers for the use of " + secret + ", has ended");
        }
        if (!secret.namespace().covers(job)) {
            return forbidden(secret + " cannot be used in " + job + ", which is not at or below its namespace");
        }
        return switch (role(subject, Permission.SECRET_USE, secret.namespace(), Circumstances.unconditional(now))) {
            case Granted granted -> granted;
            case Refused refused -> forbidden(secret, refused);
        };
    }

    /** For the same reasons as every other permission, under the code that says that only a secret is missing. */
    private static Verdict forbidden(SecretReference secret, Refused refused) {
        return new Refused(refused.reasons().stream()
                .map(reason -> new Reason(
                        Reason.SECRET_FORBIDDEN,
                        secret + " may not be used: " + reason.message(),
                        reason.rule(),
                        reason.nearMisses(),
                        ""))
                .toList());
    }

    private static Verdict forbidden(String message) {
        return Refused.because(Reason.SECRET_FORBIDDEN, message);
    }

    private Verdict role(Subject subject, Permission permission, Namespace namespace, Circumstances circumstances) {
        var rules = grants.allowing(subject, permission, namespace, circumstances);
        return rules.isEmpty()
                ? new Refused(List.of(new Reason(
                        Reason.NO_MATCHING_ROLE,
                        "No binding gives " + subject.id() + " " + permission + " in " + namespace,
                        Optional.empty(),
                        NearMisses.among(grants.given(subject), permission, namespace, circumstances.now()),
                        "")))
                : Verdict.granted(rules).and(() -> scope(subject, permission, namespace));
    }

    /** A token without a scope leaves everything, and is no rule of the decision. */
    private static Verdict scope(Subject subject, Permission permission, Namespace namespace) {
        return subject.scope()
                .filter(scope -> !scope.isWhole())
                .<Verdict>map(scope -> scope.covers(permission, namespace)
                        ? Verdict.granted(List.of(scope.rule()))
                        : new Refused(List.of(new Reason(
                                Reason.TOKEN_SCOPE,
                                "The scope of token " + scope.token() + " leaves no " + permission + " in " + namespace,
                                Optional.of(scope.rule())))))
                .orElse(Verdict.GRANTED);
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
        if (question instanceof StartQuestion start) {
            start.approval().stream()
                    .flatMap(approval -> approval.approvers().stream())
                    .filter(each -> !epochs.contains(each))
                    .forEach(epochs::add);
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
