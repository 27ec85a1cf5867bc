package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.operation.PublicAddress;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The addresses under which tenants' issuers are known: each tenant has one of its own. Immutable.
 */
@Singleton
public final class Issuers {
    private static final String PATH = "/oidc/";

    private final PublicAddress gateway;

    Issuers(PublicAddress gateway) {
        this.gateway = gateway;
    }

    /** The {@code iss} of the tenant's tokens. */
    public String issuer(String tenant) {
        return gateway.of(PATH + tenant);
    }

    /** Where the tenant's tokens are made. */
    public String tokenEndpoint(String tenant) {
        return issuer(tenant) + "/token";
    }

    /** Where the keys are that sign them. */
    public String keys(String tenant) {
        return issuer(tenant) + "/keys";
    }

    /** The {@code aud} of the tenant's tokens: its part of our API. */
    public String api(String tenant) {
        return gateway.of("/api/v1/" + tenant);
    }

    /** The tenant, there or not, whose issuer it is letter by letter. */
    public Optional<String> tenant(String issuer) {
        String beginning = gateway.of(PATH);
        return issuer.startsWith(beginning) ? Optional.of(issuer.substring(beginning.length())) : Optional.empty();
    }
}
