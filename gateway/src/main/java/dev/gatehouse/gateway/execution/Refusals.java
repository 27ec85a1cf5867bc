package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.AccessEvent.ExecutionDenied;
import dev.gatehouse.audit.JobPin;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Denials;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Decision.Deny;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/**
 * Denied requests for executions: recorded, and then answered in the same words whether or not there is such a job. A
 * denied request is an event, never an execution.
 */
@Singleton
final class Refusals {
    private final Denials denials;
    private final QuestionDocument document;

    Refusals(Denials denials, QuestionDocument document) {
        this.denials = denials;
        this.document = document;
    }

    /** Denied by the job's name alone: the record has no inputs, so that nothing is replayed from it as if it had. */
    ProblemException denied(LookupQuestion question, Deny<?> denial) {
        return denials.forbidden(
                question,
                denial,
                recorded(question, denial, false, document.write(question)),
                new ExecutionDenied(
                        Asked.actor(question.subject()),
                        Asked.decision(question, denial),
                        question.job().toString(),
                        Optional.empty(),
                        Asked.codes(denial),
                        Map.of(),
                        Map.of()));
    }

    /** Denied with everything known. */
    ProblemException denied(SubmitQuestion question, Deny<?> denial) {
        JobReference job = question.job();
        return denials.forbidden(
                question,
                denial,
                recorded(question, denial, true, document.write(question)),
                new ExecutionDenied(
                        Asked.actor(question.subject()),
                        Asked.decision(question, denial),
                        job.name().toString(),
                        Optional.of(new JobPin(
                                job.id(),
                                job.revision(),
                                job.digest(),
                                job.name().toString())),
                        Asked.codes(denial),
                        question.inputs(),
                        QuestionDocument.launch(question.launch())));
    }

    /** A denied question whether something may run, as it is kept. */
    static RecordedQuestion recorded(Question<?> question, Deny<?> denial, boolean complete, Map<String, Object> body) {
        return new RecordedQuestion(
                denial.decision(),
                Permission.EXECUTION_CREATE.toString(),
                RecordedQuestion.Outcome.DENY,
                complete,
                question.subject().id(),
                denial.tenantRevision(),
                body,
                Asked.explanation(question, denial));
    }
}
