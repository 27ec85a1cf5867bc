package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.Conditions;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** The one engine of this gateway; all its decisions are asked for through {@link MeasuredPolicy}. */
final class PolicyProducer {
    /** Policy and facts that were last confirmed longer ago answer nothing. */
    static final Duration MAX_AGE = Duration.ofSeconds(5);

    @Produces
    @Singleton
    @Typed(TenantPolicies.class)
    TenantPolicies policies(InstantSource clock, Supplier<UUID> ids) {
        return new TenantPolicies(clock, ids, MAX_AGE);
    }

    @Produces
    @Singleton
    @Typed(Conditions.class)
    Conditions conditions() {
        return new Conditions();
    }
}
