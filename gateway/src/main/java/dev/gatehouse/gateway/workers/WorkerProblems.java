package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.ExecutionState;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import java.util.List;

/** What the worker door refuses, in its words. */
final class WorkerProblems {
    private WorkerProblems() {}

    static ProblemException protocolUnsupported(List<String> spoken) {
        return refuse(
                426,
                "protocol_unsupported",
                "This gateway speaks Gatehouse-Protocol: " + String.join(" and ", spoken)
                        + ". Send that header, with a worker of such a version.");
    }

    static ProblemException stopping() {
        return new ProblemException(Problem.stopping());
    }

    static ProblemException unauthenticated() {
        return refuse(401, "unauthenticated", "No worker credential was shown, or it is none of this door's.");
    }

    static ProblemException sessionEnded() {
        return refuse(401, "session_ended", "The session is over or its credential is. Renew, or register again.");
    }

    static ProblemException joinRefused() {
        return refuse(401, "join_refused", "The join token is unknown, used or expired, or the proof does not hold.");
    }

    static ProblemException workerRevoked() {
        return refuse(401, "worker_revoked", "This worker was revoked. It needs a new home, with a new identity.");
    }

    static ProblemException counterUsed() {
        return refuse(409, "counter_used", "This counter or a later one was used before. Sign a greater one.");
    }

    static ProblemException sessionKeyTooOld() {
        return refuse(409, "session_key_too_old", "Make a new session key and renew with it.");
    }

    static ProblemException unknownExecution() {
        return refuse(404, "unknown_execution", "No session of this worker holds such an execution.");
    }

    static ProblemException staleFence() {
        return refuse(409, "stale_fence", "The lease is over: the execution has ended or was claimed again.");
    }

    static ProblemException logTooLarge() {
        return refuse(
                413,
                "log_too_large",
                "The attempt's log has reached its limit. Send one truncation mark, then no more.");
    }

    static ProblemException logOutOfOrder() {
        return refuse(
                409,
                "log_out_of_order",
                "A new chunk's seq is below one that is stored. Number chunks upwards, and repeat only what was sent.");
    }

    static ProblemException reportConflict(ExecutionState state) {
        return refuse(409, "report_conflict", "Another end was recorded first: " + state + ".");
    }

    static ProblemException invalidReport(String code, String detail) {
        return refuse(422, code, detail);
    }

    private static ProblemException refuse(int status, String code, String detail) {
        return new ProblemException(Problem.of(status, code, detail));
    }
}
