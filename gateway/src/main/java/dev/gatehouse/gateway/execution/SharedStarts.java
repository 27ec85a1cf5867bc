package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;

/** Allowed starts that come at once, of any workers: those of one step share a transaction. Thread-safe. */
@Singleton
final class SharedStarts {
    private final GroupCommit<StartCommand, AdmitOutcome> admissions;
    private final GroupCommit<StartCommand, StartOutcome> commits;

    SharedStarts(Admissions admissions, Starts starts, GroupCommits groups) {
        this.admissions = groups.of("admit", admissions::admit, StartCommand::tenant);
        this.commits = groups.of("start", starts::start, StartCommand::tenant);
    }

    /**
     * Waits until its secrets may be resolved, or is known that they may not. Ends the request with 503 where too many wait.
     */
    AdmitOutcome admit(StartCommand command) {
        return admissions.commit(command).orElseThrow(GroupCommits::overloaded);
    }

    /** Waits until it runs, or is known not to. Ends the request with 503 where too many wait. */
    StartOutcome start(StartCommand command) {
        return commits.commit(command).orElseThrow(GroupCommits::overloaded);
    }
}
