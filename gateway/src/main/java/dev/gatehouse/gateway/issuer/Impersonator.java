package dev.gatehouse.gateway.issuer;

import dev.gatehouse.policy.SubjectEpoch;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who acts as somebody else.
 *
 * @param subject who it is, as of which epoch
 * @param claimed the groups that its own token named, where it may act by one of them: no row has them
 * @param token the API token that it showed, if it was one: what is begun in the other's place is begun with that
 */
public record Impersonator(SubjectEpoch subject, Set<UUID> claimed, Optional<UUID> token) {
    public Impersonator {
        claimed = Set.copyOf(claimed);
    }
}
