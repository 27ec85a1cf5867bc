package dev.gatehouse.gateway.policy;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** What another gateway of the installation knows of policy: what it read last, until a test has it read again. */
@Singleton
public final class OtherGateway {
    private final TenantPolicies policies;
    private final SnapshotLoader loader;

    OtherGateway(Transactions transactions, PolicyRows rows, InstantSource clock, Meters meters, Supplier<UUID> ids) {
        this.policies = new TenantPolicies(clock, ids, PolicyProducer.MAX_AGE);
        this.loader = new SnapshotLoader(transactions, policies, rows, clock, meters);
    }

    public TenantPolicies policies() {
        return policies;
    }

    public SnapshotLoader loader() {
        return loader;
    }

    /** It looks at the database, as it does every second. */
    public void look() {
        loader.poll();
    }
}
