package dev.gatehouse.gateway.workers;

import static dev.gatehouse.worker.Refusal.AUDIENCE_RESERVED;
import static dev.gatehouse.worker.Refusal.AUDIENCE_UNDECLARED;
import static dev.gatehouse.worker.Refusal.COUNTER_USED;
import static dev.gatehouse.worker.Refusal.EXECUTION_STOPPING;
import static dev.gatehouse.worker.Refusal.GROUP_GONE;
import static dev.gatehouse.worker.Refusal.JOIN_REFUSED;
import static dev.gatehouse.worker.Refusal.LOG_OUT_OF_ORDER;
import static dev.gatehouse.worker.Refusal.LOG_TOO_LARGE;
import static dev.gatehouse.worker.Refusal.PROTOCOL_UNSUPPORTED;
import static dev.gatehouse.worker.Refusal.REPORT_CONFLICT;
import static dev.gatehouse.worker.Refusal.SESSION_ENDED;
import static dev.gatehouse.worker.Refusal.SESSION_KEY_TOO_OLD;
import static dev.gatehouse.worker.Refusal.STALE_FENCE;
import static dev.gatehouse.worker.Refusal.UNAUTHENTICATED;
import static dev.gatehouse.worker.Refusal.UNKNOWN_EXECUTION;
import static dev.gatehouse.worker.Refusal.WORKER_REVOKED;

import dev.gatehouse.gateway.execution.ExecutionState;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.worker.Refusal;
import java.time.Duration;
import java.util.List;

/** What the worker door refuses, in its words. */
final class WorkerProblems {
    private WorkerProblems() {}

    static ProblemException protocolUnsupported(List<String> spoken) {
        return refuse(
                PROTOCOL_UNSUPPORTED,
                "This gateway speaks Gatehouse-Protocol: " + String.join(" and ", spoken)
                        + ". Send that header, with a worker of such a version.");
    }

    static ProblemException stopping() {
        return new ProblemException(Problem.stopping());
    }

    static ProblemException unauthenticated() {
        return refuse(UNAUTHENTICATED, "No worker credential was shown, or it is none of this door's.");
    }

    static ProblemException sessionEnded() {
        return refuse(SESSION_ENDED, "The session is over or its credential is. Renew, or register again.");
    }

    static ProblemException joinRefused() {
        return refuse(JOIN_REFUSED, "The join token is unknown, used or expired, or the proof does not hold.");
    }

    static ProblemException workerRevoked() {
        return refuse(WORKER_REVOKED, "This worker was revoked. It needs a new home, with a new identity.");
    }

    static ProblemException groupGone() {
        return refuse(GROUP_GONE, "The worker group was deleted, or it drains and takes no new workers.");
    }

    static ProblemException counterUsed() {
        return refuse(COUNTER_USED, "This counter or a later one was used before. Sign a greater one.");
    }

    static ProblemException sessionKeyTooOld() {
        return refuse(SESSION_KEY_TOO_OLD, "Make a new session key and renew with it.");
    }

    static ProblemException unknownExecution() {
        return refuse(UNKNOWN_EXECUTION, "No session of this worker holds such an execution.");
    }

    static ProblemException staleFence() {
        return refuse(STALE_FENCE, "The lease is over: the execution has ended or was claimed again.");
    }

    static ProblemException logTooLarge() {
        return refuse(
                LOG_TOO_LARGE, "The attempt's log has reached its limit. Send one truncation mark, then no more.");
    }

    static ProblemException logOutOfOrder() {
        return refuse(
                LOG_OUT_OF_ORDER,
                "A new chunk's seq is below one that is stored. Number chunks upwards, and repeat only what was sent.");
    }

    static ProblemException executionStopping() {
        return refuse(
                EXECUTION_STOPPING,
                "It is about to be stopped, or the access that it was begun by is over. End it when you hear of the stop.");
    }

    static ProblemException audienceUndeclared() {
        return refuse(AUDIENCE_UNDECLARED, "The job's manifest does not name this audience. Declare it there.");
    }

    static ProblemException audienceReserved() {
        return refuse(AUDIENCE_RESERVED, "No run gets a token for Gatehouse itself. Name another audience.");
    }

    /** No {@link Refusal}: it ends nothing, and who comes again later is answered. */
    static ProblemException tooManyTokens(Duration after) {
        return new ProblemException(Problem.of(
                        429,
                        "too_many_tokens",
                        "This attempt has had as many tokens as it may for now. Wait as long as Retry-After says.")
                .withRetryAfter(after));
    }

    static ProblemException reportConflict(ExecutionState state) {
        return refuse(REPORT_CONFLICT, "Another end was recorded first: " + state + ".");
    }

    static ProblemException invalidReport(String code, String detail) {
        return new ProblemException(Problem.of(422, code, detail));
    }

    private static ProblemException refuse(Refusal why, String detail) {
        return new ProblemException(Problem.of(why.status(), why.code(), detail));
    }
}
