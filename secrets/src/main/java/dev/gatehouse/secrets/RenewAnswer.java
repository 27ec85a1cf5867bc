package dev.gatehouse.secrets;

import java.time.Duration;

/** What became of renewing a lease. */
public sealed interface RenewAnswer {
    /** It lives on, for so long from now. */
    record Renewed(Duration ttl) implements RenewAnswer {}

    /** The store knows no such lease any more, or lets nobody renew it. */
    record Gone() implements RenewAnswer {}

    /**
     * The store cannot be asked now.
     *
     * @param cause one snake_case word, which holds nothing that the store said
     */
    record Unavailable(String cause) implements RenewAnswer {}
}
