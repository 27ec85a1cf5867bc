package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.operation.TlsConfig;
import jakarta.inject.Singleton;

/**
 * Where browsers and identity providers find this gateway. It comes from the configuration and never from a request, whose
 * {@code Host} is the caller's to choose. Immutable.
 */
@Singleton
final class PublicAddress {
    private final String base;

    PublicAddress(GatehouseConfig config, TlsConfig tls) {
        this.base = config.publicUrl()
                .map(Object::toString)
                .orElseGet(() -> (tls.certificateFile().isPresent() ? "https" : "http") + "://" + config.host() + ":"
                        + config.port());
    }

    /** Where the provider sends browsers back to; one for each provider, so that no answer is taken for another's. */
    String callback(String tenant, String provider) {
        return login(tenant) + "/" + provider + "/callback";
    }

    /** Where the tenant's people log in. */
    String login(String tenant) {
        return base + "/login/" + tenant;
    }
}
