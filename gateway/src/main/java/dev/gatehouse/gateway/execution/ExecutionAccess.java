package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.identity.Denials;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.ExecutionReadQuestion;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import org.jboss.logging.MDC;

/**
 * Obtains the permit to do something with one execution. Whoever may not read an execution hears the same as if there
 * were none; whoever may, and wants more, hears that it is forbidden.
 */
@Singleton
public final class ExecutionAccess {
    private final ExecutionReads reads;
    private final PolicyEngine policy;
    private final Denials denials;
    private final SubjectFacts facts;

    ExecutionAccess(ExecutionReads reads, PolicyEngine policy, Denials denials, SubjectFacts facts) {
        this.reads = reads;
        this.facts = facts;
        this.policy = policy;
        this.denials = denials;
    }

    /** What to ask, once the execution's job is known. */
    @FunctionalInterface
    interface Asking<P extends Permit> {
        Question<P> about(JobName job, ExecutionId execution);
    }

    /** The permit to read something of the execution that the text names. */
    public ExecutionReadPermit read(Subject subject, Permission permission, String id) {
        return obtain(subject, id, (job, execution) -> new ExecutionReadQuestion(subject, permission, job, execution));
    }

    <P extends Permit> P obtain(Subject subject, String id, Asking<P> asking) {
        ExecutionId execution = ExecutionId.parse(id).orElseThrow(ExecutionAccess::unknown);
        MDC.put(LogKeys.EXECUTION, execution.toString());
        JobName job = reads.job(subject.tenant(), execution).orElseThrow(ExecutionAccess::unknown);
        Question<P> question = asking.about(job, execution);
        return switch (policy.decide(question)) {
            case Decision.Allow<P>(P permit) -> permit;
            case Decision.Deny<P> denial -> {
                ProblemException forbidden = denials.forbidden(question, denial);
                throw mayRead(subject, job, execution) ? forbidden : unknown();
            }
            case Decision.ApprovalRequired<P> _ -> throw Permits.approvalRequired();
            case Decision.Unavailable<P> _ -> throw Permits.unavailable();
        };
    }

    /**
     * Whether the one who reads the execution may read its outputs too, as its facts are now and within the scope of its
     * token: a stream outlives the facts of its permit. Nobody is denied anything.
     */
    boolean mayReadOutputs(ExecutionReadPermit permit) {
        return facts.live(permit.subject())
                .filter(Subject::active)
                .map(now -> policy.decide(
                        new ExecutionReadQuestion(now, Permission.OUTPUT_READ, permit.job(), permit.execution())))
                .map(ExecutionAccess::isAllowed)
                .orElse(false);
    }

    private static boolean isAllowed(Decision<ExecutionReadPermit> decision) {
        return switch (decision) {
            case Decision.Allow<ExecutionReadPermit> _ -> true;
            case Decision.Deny<ExecutionReadPermit> _, Decision.ApprovalRequired<ExecutionReadPermit> _ -> false;
            case Decision.Unavailable<ExecutionReadPermit> _ -> throw Permits.unavailable();
        };
    }

    /** Whether the subject may know that there is such an execution. */
    boolean mayRead(Subject subject, JobName job, ExecutionId execution) {
        return policy.decide(new ExecutionReadQuestion(subject, Permission.EXECUTION_READ, job, execution))
                instanceof Decision.Allow<?>;
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.notFound());
    }
}
