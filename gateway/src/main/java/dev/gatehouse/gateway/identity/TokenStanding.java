package dev.gatehouse.gateway.identity;

import java.util.UUID;

/** What a shown token is worth. */
sealed interface TokenStanding {
    /** It names this subject for as long as the subject stays at the epoch. */
    record Good(String tenant, UUID subject, long epoch) implements TokenStanding {}

    /** It names nobody: unknown, revoked or expired. */
    record Bad(String reason) implements TokenStanding {}

    /** It was not looked up, for too many from the same network turned out bad. */
    record NotLookedUp() implements TokenStanding {}
}
