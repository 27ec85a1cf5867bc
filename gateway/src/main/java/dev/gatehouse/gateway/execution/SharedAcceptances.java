package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;

/**
 * Requests that come at once, accepted in one transaction; one such transaction at a time, for two would share the callers
 * between them and halve what each commit is for. Thread-safe.
 */
@Singleton
final class SharedAcceptances {
    private final GroupCommit<AcceptCommand, AcceptOutcome> commits;

    SharedAcceptances(Acceptance acceptance, GroupCommits groups) {
        this.commits = groups.inTurn("accept", acceptance::accept, AcceptCommand::tenant);
    }

    /** Waits until the request is an execution, or is known not to be. Ends it with 503 where too many wait. */
    AcceptOutcome accept(AcceptCommand command) {
        return commits.commit(command).orElseThrow(GroupCommits::overloaded);
    }
}
