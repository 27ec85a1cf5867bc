package dev.gatehouse.gateway.identity;

import dev.gatehouse.audit.AccessEvent;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Records denied acts: the question and the event in one transaction, and only then the answer. The answer is the same
 * whether or not what was asked for exists, and keeps the rules to itself.
 */
@Singleton
public final class Denials {
    private final Transactions transactions;
    private final AuditTrail trail;
    private final QuestionLog questions;

    Denials(Transactions transactions, AuditTrail trail, QuestionLog questions) {
        this.transactions = transactions;
        this.trail = trail;
        this.questions = questions;
    }

    /** Records the denial of any act but the start of an execution; the caller throws what it answers. */
    public ProblemException forbidden(Question<?> question, Decision.Deny<?> deny) {
        return forbidden(question.subject(), Asked.denied(question, deny), Asked.event(question, deny));
    }

    /** Records a denial that the caller describes itself. */
    public ProblemException forbidden(Subject subject, RecordedQuestion question, AccessEvent event) {
        transactions.run(connection -> {
            questions.record(connection, subject.tenant(), List.of(question));
            return trail.append(connection, subject.tenant(), List.of(event));
        });
        return new ProblemException(Problem.of(403, "forbidden", "You may not do this here."));
    }
}
