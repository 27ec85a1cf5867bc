package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.sso.IdentityProviders;
import java.util.Set;
import java.util.UUID;

/**
 * Whose word on who is in a group counts.
 *
 * @param revisions of the tenant, in which that is so; none where nobody was asked
 */
record ClaimSources(Set<UUID> sources, Set<Long> revisions) {
    /** For questions in which no token named a group. */
    static final ClaimSources NONE = new ClaimSources(Set.of(), Set.of());

    ClaimSources {
        sources = Set.copyOf(sources);
        revisions = Set.copyOf(revisions);
    }

    static ClaimSources of(IdentityProviders.Declared declared) {
        return new ClaimSources(declared.claimSources(), Set.of(declared.revision()));
    }

    /** Those of one token's groups that count. */
    Set<UUID> standing(Set<UUID> claimed) {
        return ClaimGroup.standing(claimed, sources);
    }
}
