package dev.gatehouse.gateway.resource;

import dev.gatehouse.audit.AccessEvent;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.GrantChecks;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Denials;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.gateway.resource.ServiceAccountSubjects.BoundIn;
import dev.gatehouse.gateway.secret.StoreCredentials;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.GrantPermit;
import dev.gatehouse.policy.GrantQuestion;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.ResourceWriteQuestion;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.SecretUseQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.TokenPermit;
import dev.gatehouse.policy.TokenQuestion;
import dev.gatehouse.policy.UsePermit;
import dev.gatehouse.policy.WritePermit;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks policy for every document of an apply, and ends the request unless all of them are allowed. */
@Singleton
final class ApplyQuestions {
    private final PolicyEngine policy;
    private final Transactions transactions;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final Denials refusals;

    ApplyQuestions(
            PolicyEngine policy, Transactions transactions, QuestionLog questions, AuditTrail trail, Denials refusals) {
        this.policy = policy;
        this.transactions = transactions;
        this.questions = questions;
        this.trail = trail;
        this.refusals = refusals;
    }

    /** One question about a document, and what policy decided. */
    private record Answered<P extends Permit>(Draft draft, Question<P> question, Decision<P> decision) {}

    /** Permits of one round of questions, and what is to be recorded with the act. */
    record Allowed<P extends Permit>(List<P> permits, List<RecordedQuestion> questions) {
        Allowed {
            permits = List.copyOf(permits);
            questions = List.copyOf(questions);
        }
    }

    /** May the subject write every draft? The permits are in the drafts' order. */
    Allowed<WritePermit> mayWrite(Subject subject, List<Draft> drafts) {
        return obtain(
                subject.tenant(),
                drafts.stream()
                        .map(draft -> ask(
                                draft,
                                new ResourceWriteQuestion(
                                        subject, draft.kind().word(), draft.namespace(), draft.name())))
                        .toList());
    }

    /**
     * May the subject's jobs use the secrets that they reference, and may it send those that its stores log in with to
     * where it says that the stores are? For a store that is asked as of a job in the secret's own namespace.
     */
    Allowed<UsePermit> mayUse(Subject subject, List<Draft> resolved) {
        List<Answered<UsePermit>> asked = new ArrayList<>();
        for (Used used : places(subject.tenant(), resolved)) {
            var job = new JobName(used.job().namespace(), used.job().name());
            asked.add(ask(used.job(), new SecretUseQuestion(subject, used.secret(), job)));
        }
        for (Draft draft : resolved) {
            if (draft.kind().word().equals(SecretStoreResolution.KIND)) {
                StoreCredentials.of(draft.spec())
                        .ifPresent(secret -> asked.add(ask(
                                draft,
                                new SecretUseQuestion(
                                        subject, secret, new JobName(secret.namespace(), draft.name())))));
            }
        }
        return obtain(subject.tenant(), asked);
    }

    private record Used(Draft job, SecretReference secret) {}

    /** The jobs' secrets in the stores that they will live in once all of this is applied: one look for all of them. */
    private List<Used> places(String tenant, List<Draft> resolved) {
        List<Used> used = resolved.stream()
                .filter(draft -> draft.kind().word().equals("job"))
                .flatMap(job -> JobResolution.secrets(JobSpec.ofStored(job.spec())).stream()
                        .map(secret -> new Used(job, secret)))
                .toList();
        if (used.isEmpty()) {
            return used;
        }
        List<SecretReference> now = transactions.read(connection -> SecretPlaces.now(
                connection, tenant, used.stream().map(Used::secret).toList()));
        List<Used> placed = new ArrayList<>();
        for (int i = 0; i < used.size(); i++) {
            placed.add(new Used(used.get(i).job(), SecretPlaces.drafted(now.get(i), resolved)));
        }
        return placed;
    }

    /** May the subject give the roles that its identity providers map groups to? It is what a binding of them would take. */
    Allowed<WritePermit> mayGrant(Subject subject, List<Draft> resolved) {
        List<Answered<WritePermit>> asked = new ArrayList<>();
        for (Draft draft : resolved) {
            if (draft.kind().word().equals("identityprovider")) {
                draft.spec()
                        .path("grants")
                        .valueStream()
                        .map(grant -> new Namespace(grant.path("namespace").asText()))
                        .distinct()
                        .map(namespace -> new ResourceWriteQuestion(subject, "rolebinding", namespace, draft.name()))
                        .forEach(question -> asked.add(ask(draft, question)));
            }
        }
        return obtain(subject.tenant(), asked);
    }

    /**
     * May the subject say who has all the access of the service accounts among the drafts? Wherever one is bound it takes
     * what making a token of it takes.
     *
     * @param bound the bindings of each draft's account, in the drafts' order
     */
    Given mayGive(Subject subject, List<Draft> drafts, List<List<BoundIn>> bound) {
        List<Answered<TokenPermit>> tokens = new ArrayList<>();
        List<Answered<WritePermit>> bindings = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            for (BoundIn place : bound.get(i)) {
                tokens.add(ask(drafts.get(i), new TokenQuestion(subject, place.namespace())));
                bindings.add(ask(
                        drafts.get(i),
                        new ResourceWriteQuestion(subject, "rolebinding", place.namespace(), place.binding())));
            }
        }
        return new Given(obtain(subject.tenant(), tokens), obtain(subject.tenant(), bindings));
    }

    /** Leave to give the access of service accounts away. */
    record Given(Allowed<TokenPermit> tokens, Allowed<WritePermit> bindings) {}

    /**
     * Does the subject hold all that the drafts give to anybody?
     *
     * @param given by each draft, in the drafts' order
     */
    Allowed<GrantPermit> holds(Subject subject, List<Draft> drafts, List<List<GivenAccess>> given) {
        List<Answered<GrantPermit>> asked = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            for (GivenAccess access : given.get(i)) {
                asked.add(ask(
                        draft,
                        new GrantQuestion(subject, Permission.write(draft.kind().word()), access)));
            }
        }
        return obtain(subject.tenant(), asked);
    }

    private <P extends Permit> Answered<P> ask(Draft draft, Question<P> question) {
        return new Answered<>(draft, question, policy.decide(question));
    }

    private static String refusal(Question<?> question, Decision.Deny<?> deny) {
        return "not allowed: " + (question instanceof GrantQuestion ? GrantChecks.reason(deny) : question.permission());
    }

    private <P extends Permit> Allowed<P> obtain(String tenant, List<Answered<P>> round) {
        List<P> permits = new ArrayList<>();
        List<RecordedQuestion> recorded = new ArrayList<>();
        List<AccessEvent> denials = new ArrayList<>();
        List<Violation> forbidden = new ArrayList<>();
        List<Map<String, Object>> explanations = new ArrayList<>();
        for (Answered<P> answered : round) {
            switch (answered.decision()) {
                case Decision.Allow<P>(P permit) -> {
                    permits.add(permit);
                    recorded.add(Asked.allowed(answered.question(), permit));
                }
                case Decision.Deny<P> deny -> {
                    recorded.add(Asked.denied(answered.question(), deny));
                    denials.add(Asked.event(answered.question(), deny));
                    forbidden.add(answered.draft().document().violation("", refusal(answered.question(), deny)));
                    explanations.add(refusals.explanation(answered.question(), deny));
                }
                case Decision.ApprovalRequired<P> _ -> throw Permits.approvalRequired();
                case Decision.Unavailable<P> _ -> throw Permits.unavailable();
            }
        }
        if (!denials.isEmpty()) {
            transactions.run(connection -> {
                questions.record(connection, tenant, recorded);
                return trail.append(connection, tenant, denials);
            });
            throw new ProblemException(Problem.of(403, "forbidden", "You may not do this here. Nothing was applied.")
                    .withViolations(forbidden)
                    .with(explanations.getFirst()));
        }
        return new Allowed<>(permits, recorded);
    }
}
