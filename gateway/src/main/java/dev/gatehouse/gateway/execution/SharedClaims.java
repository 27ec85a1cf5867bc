package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;
import java.util.List;

/** Claims that come at once, of any workers, in one transaction. Thread-safe. */
@Singleton
public final class SharedClaims {
    private final GroupCommit<ClaimCommand, List<Claimed>> commits;

    SharedClaims(Claims claims, GroupCommits groups) {
        this.commits =
                groups.of("claim", claims::claim, command -> command.session().tenant());
    }

    /**
     * Leases what is claimable now, the most urgent first; an empty list when there is nothing. Ends the request with 503
     * where too many wait.
     */
    public List<Claimed> claim(ClaimCommand command) {
        return commits.commit(command).orElseThrow(GroupCommits::overloaded);
    }
}
