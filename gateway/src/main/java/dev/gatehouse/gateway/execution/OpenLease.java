package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.secrets.LeaseAccessor;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What dynamic secrets were issued under, taken by this gateway to be renewed or revoked.
 *
 * @param leases that are to be renewed
 * @param ttl for how long; zero where none is
 */
record OpenLease(
        Store store, UUID id, ExecutionId execution, LeaseAccessor accessor, List<String> leases, Duration ttl) {
    OpenLease {
        leases = List.copyOf(leases);
    }

    /** A store of a tenant: one that hangs holds up nothing of another one. */
    record Store(String tenant, String name) {}
}
