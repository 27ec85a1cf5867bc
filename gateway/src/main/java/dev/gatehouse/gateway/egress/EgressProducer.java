package dev.gatehouse.gateway.egress;

import dev.gatehouse.gateway.key.StartRefused;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressPolicy;
import dev.gatehouse.worker.HostLookup;
import dev.gatehouse.worker.TrustedCa;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Makes the one guard of this gateway at its start, so that a rule that cannot be read fails the start. */
final class EgressProducer {
    @Produces
    @Singleton
    @Startup
    Egress egress(EgressConfig config) {
        return new Egress(policy(config), HostLookup.SYSTEM, trust(config));
    }

    private static EgressPolicy policy(EgressConfig config) {
        try {
            return EgressPolicy.of(
                    config.hosts().orElse(List.of()), config.networks().orElse(List.of()), config.unsafePlainHttp());
        } catch (IllegalArgumentException unreadable) {
            throw new StartRefused(
                    "gatehouse.egress.hosts or gatehouse.egress.networks: " + unreadable.getMessage(), unreadable);
        }
    }

    private static SSLContext trust(EgressConfig config) {
        try {
            return TrustedCa.context(config.caFile());
        } catch (IOException unreadable) {
            throw new StartRefused("gatehouse.egress.ca-file: " + unreadable.getMessage(), unreadable);
        }
    }
}
