package dev.gatehouse.gateway.policy;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once every tenant's policy is known, and as long as it is young enough to decide by. */
@Readiness
final class PolicyReadiness implements HealthCheck {
    private final SnapshotLoader loader;

    PolicyReadiness(SnapshotLoader loader) {
        this.loader = loader;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("policy").status(loader.upToDate()).build();
    }
}
