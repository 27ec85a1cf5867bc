package dev.gatehouse.gateway.operation;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Names each unsafe property that is on. The gateway is ready all the same: its operator has allowed it. */
@Readiness
final class UnsafeReadiness implements HealthCheck {
    private final MappedSettings settings;

    UnsafeReadiness(MappedSettings settings) {
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        var findings = HealthCheckResponse.named("unsafe settings").up();
        settings.unsafe().forEach(property -> findings.withData(property, "on"));
        return findings.build();
    }
}
