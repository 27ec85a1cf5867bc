package dev.gatehouse.gateway.identity;

import dev.gatehouse.audit.AccessEvent;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.CheckQuestion;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Explanation;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Reason;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records denied acts: the question and the event in one transaction, and only then the answer. The answer is the same
 * whether or not what was asked for exists, and keeps the rules to itself, but for those who may read them.
 */
@Singleton
public final class Denials {
    private final Transactions transactions;
    private final AuditTrail trail;
    private final QuestionLog questions;
    private final PolicyEngine policy;

    Denials(Transactions transactions, AuditTrail trail, QuestionLog questions, PolicyEngine policy) {
        this.transactions = transactions;
        this.trail = trail;
        this.questions = questions;
        this.policy = policy;
    }

    /** Records the denial of any act but the start of an execution; the caller throws what it answers. */
    public ProblemException forbidden(Question<?> question, Decision.Deny<?> deny) {
        return forbidden(question, deny, Asked.denied(question, deny), Asked.event(question, deny));
    }

    /** Records a denial that the caller describes itself. */
    public ProblemException forbidden(
            Question<?> question, Decision.Deny<?> deny, RecordedQuestion recorded, AccessEvent event) {
        String tenant = question.subject().tenant();
        transactions.run(connection -> {
            questions.record(connection, tenant, List.of(recorded));
            return trail.append(connection, tenant, List.of(event));
        });
        return new ProblemException(problem(deny).with(explanation(question, deny)));
    }

    /** Who could do it but for a kill switch, or but for being a program, hears so: no other role would help. */
    private static Problem problem(Decision.Deny<?> deny) {
        if (deny.isOnly(Reason.PERSON_NEEDED)) {
            return Problem.of(
                    403,
                    Reason.PERSON_NEEDED,
                    "Only a person does this, because somebody has to answer for it. Log in yourself and do it.");
        }
        return deny.isOnly(Reason.STOPPED)
                ? Problem.of(
                        403,
                        "stopped",
                        "An administrator has stopped this with a kill switch. Ask one before you try it again.")
                : Problem.of(403, "forbidden", "You may not do this here.");
    }

    /**
     * The members of a denial's answer: under which id the decision is kept, and why it was made, for those who may read
     * policy there in both forms.
     */
    public Map<String, Object> explanation(Question<?> question, Decision.Deny<?> deny) {
        var explanation = Explanation.of(question, deny);
        var members = new LinkedHashMap<String, Object>();
        members.put("decision", explanation.decision().toString());
        members.put("reason_user", explanation.forUser());
        var mayRead = new CheckQuestion(question.subject(), Permission.POLICY_READ, question.namespace());
        if (policy.decide(mayRead) instanceof Decision.Allow<?>) {
            members.put("reason_admin", explanation.forAdministrators());
        }
        return members;
    }
}
