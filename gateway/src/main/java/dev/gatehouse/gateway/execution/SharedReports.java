package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Reports that come at once, of any workers, recorded in one transaction. Thread-safe. */
@Singleton
public final class SharedReports {
    private final GroupCommit<ReportCommand, ReportOutcome> commits;

    SharedReports(Reports reports, GroupCommits groups) {
        this.commits = groups.of(
                "report", reports::report, command -> command.session().tenant());
    }

    /**
     * Takes its place among the reports that wait. The answer waits until it is recorded, or is known not to be, and
     * ends the request with 503 where too many wait.
     */
    public Supplier<ReportOutcome> report(ReportCommand command) {
        var outcome = commits.enter(command);
        return () -> outcome.get().orElseThrow(GroupCommits::overloaded);
    }
}
