package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.secrets.LeaseAccessor;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What dynamic secrets were issued under, taken by this gateway to be renewed or revoked.
 *
 * @param leases all that were issued
 * @param renewed those that are to be renewed
 * @param ttl for how long; zero where none is
 */
record OpenLease(
        Store store,
        UUID id,
        ExecutionId execution,
        LeaseAccessor accessor,
        List<String> leases,
        List<String> renewed,
        Duration ttl) {
    OpenLease {
        leases = List.copyOf(leases);
        renewed = List.copyOf(renewed);
    }

    /** A store of a tenant: one that hangs holds up nothing of another one. */
    record Store(String tenant, String name) {}
}
