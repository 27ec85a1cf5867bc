package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;
import java.util.List;

/** Allowed starts that come at once, of any workers, in one transaction. Thread-safe. */
@Singleton
final class SharedStarts {
    private final Starts starts;
    private final GroupCommit<StartCommand, StartOutcome> commits;

    SharedStarts(Starts starts, GroupCommits groups) {
        this.starts = starts;
        this.commits = groups.of("start", starts::start, StartCommand::tenant);
    }

    /**
     * Waits until it runs, or is known not to; one with secrets, which were resolved for it alone, waits for nobody.
     * Ends the request with 503 where too many wait.
     */
    StartOutcome start(StartCommand command) {
        return command.envelope().isPresent()
                ? starts.start(List.of(command)).getFirst()
                : commits.commit(command).orElseThrow(GroupCommits::overloaded);
    }
}
