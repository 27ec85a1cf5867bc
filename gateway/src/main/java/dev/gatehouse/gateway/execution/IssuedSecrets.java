package dev.gatehouse.gateway.execution;

import dev.gatehouse.secrets.IssuedLease;
import dev.gatehouse.secrets.LeaseAccessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the dynamic secrets of one start are issued under.
 *
 * @param accessors which revoke all of it, by the stores' names
 * @param longest how long anything issued under them can live
 * @param leases what was issued; empty before
 */
record IssuedSecrets(Map<String, LeaseAccessor> accessors, Duration longest, List<IssuedLease> leases) {
    static final IssuedSecrets NONE = new IssuedSecrets(Map.of(), Duration.ZERO, List.of());

    IssuedSecrets {
        accessors = Map.copyOf(accessors);
        leases = List.copyOf(leases);
    }

    /** What was issued of one store. */
    List<IssuedLease> leases(String store) {
        return leases.stream().filter(lease -> lease.store().equals(store)).toList();
    }

    IssuedSecrets with(List<IssuedLease> issued) {
        return new IssuedSecrets(accessors, longest, issued);
    }
}
