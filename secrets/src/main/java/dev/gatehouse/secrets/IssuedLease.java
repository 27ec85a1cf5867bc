package dev.gatehouse.secrets;

import java.time.Duration;

/**
 * A store's grant of what it issued for one start.
 *
 * @param store the name of the store
 * @param lease as the store calls it
 * @param ttl how long it lives unless it is renewed
 */
public record IssuedLease(String store, String lease, Duration ttl, boolean renewable) {}
