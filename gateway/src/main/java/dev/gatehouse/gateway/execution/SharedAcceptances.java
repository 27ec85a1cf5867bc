package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Requests that come at once, accepted in one transaction. Thread-safe. */
@Singleton
final class SharedAcceptances {
    private final GroupCommit<AcceptCommand, AcceptOutcome> commits;

    SharedAcceptances(Acceptance acceptance, ExecutionConfig config) {
        this.commits = new GroupCommit<>(
                "accept", acceptance::accept, config.largestBatch(), config.waitingRoom(), config.batchWriters());
    }

    /** Waits until the request is an execution, or is known not to be. Ends it with 503 where too many wait. */
    AcceptOutcome accept(AcceptCommand command) {
        return commits.commit(command)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(503, "overloaded", "Too many requests wait for the database. Repeat this one.")
                                .withRetryAfter(Duration.ofSeconds(1))));
    }

    void end(@Observes ShutdownEvent event) {
        commits.close();
    }
}
