package dev.gatehouse.gateway.operation;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says why a certificate that lies in the files is not the one that the doors show. They are open all the same. */
@Readiness
final class CertificateReadiness implements HealthCheck {
    private final CertificateReload reload;

    CertificateReadiness(CertificateReload reload) {
        this.reload = reload;
    }

    @Override
    public HealthCheckResponse call() {
        var finding = HealthCheckResponse.named("certificate").up();
        reload.refusal().ifPresent(reason -> finding.withData("refused", reason));
        return finding.build();
    }
}
