package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.issuer.AccessTokens.Issued;
import java.time.Duration;

/** What came of asking for a token by which a running execution shows others who it is. */
public sealed interface IdentityOutcome {
    record Given(Issued token) implements IdentityOutcome {}

    /** No session of this worker holds such an execution. */
    record Unknown() implements IdentityOutcome {}

    /** The lease is over, or it does not run yet. */
    record Stale() implements IdentityOutcome {}

    /** Somebody asked for its stop, or the access that it was begun by is over. */
    record Stopping() implements IdentityOutcome {}

    /** Its job's manifest does not name the audience. */
    record Undeclared() implements IdentityOutcome {}

    /** The audience is the gateway itself. */
    record Reserved() implements IdentityOutcome {}

    /**
     * The execution has had as many tokens as it may in the life of one.
     *
     * @param after how long it gets none
     */
    record TooMany(Duration after) implements IdentityOutcome {}
}
