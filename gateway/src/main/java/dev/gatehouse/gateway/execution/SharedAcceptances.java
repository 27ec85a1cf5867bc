package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;

/** Requests that come at once, accepted in one transaction. Thread-safe. */
@Singleton
final class SharedAcceptances {
    private final GroupCommit<AcceptCommand, AcceptOutcome> commits;

    SharedAcceptances(Acceptance acceptance, GroupCommits groups) {
        this.commits = groups.of("accept", acceptance::accept, AcceptCommand::tenant);
    }

    /** Waits until the request is an execution, or is known not to be. Ends it with 503 where too many wait. */
    AcceptOutcome accept(AcceptCommand command) {
        return commits.commit(command).orElseThrow(GroupCommits::overloaded);
    }
}
