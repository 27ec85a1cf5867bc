package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.issuer.Impersonator;
import dev.gatehouse.policy.Scope;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a shown token is worth. */
sealed interface TokenStanding {
    /**
     * It names this subject for as long as the subject stays at the epoch.
     *
     * @param groups that the token names, by their ids
     * @param scope what the API token leaves that it is, or that the impersonator showed for it: all, there; absent without one
     * @param impersonator who shows it in the subject's place, for as long as that one stays at the epoch, too, and may
     */
    record Good(
            String tenant,
            UUID subject,
            long epoch,
            Set<UUID> groups,
            Optional<Scope> scope,
            Optional<Impersonator> impersonator)
            implements TokenStanding {
        public Good {
            groups = Set.copyOf(groups);
        }
    }

    /** It names nobody: unknown, revoked or expired. */
    record Bad(String reason) implements TokenStanding {}

    /** Nobody can say at this moment. */
    record Unknowable(String cause) implements TokenStanding {}

    /** It was not looked up, for too many from the same network turned out bad. */
    record NotLookedUp() implements TokenStanding {}
}
