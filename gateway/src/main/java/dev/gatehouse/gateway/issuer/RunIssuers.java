package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.operation.PublicAddress;
import jakarta.inject.Singleton;

/**
 * The addresses under which the issuers of runs' identity are known, one of each tenant, and for whom their tokens are never
 * made. Immutable.
 */
@Singleton
public final class RunIssuers {
    private final PublicAddress gateway;

    RunIssuers(PublicAddress gateway) {
        this.gateway = gateway;
    }

    /** The {@code iss} of the tenant's runs. */
    public String issuer(String tenant) {
        return gateway.of("/run/" + tenant);
    }

    /** Where the keys are that sign them. */
    public String keys(String tenant) {
        return issuer(tenant) + "/keys";
    }

    /** Where somebody may ask whether a token still counts. */
    public String introspection(String tenant) {
        return issuer(tenant) + "/introspect";
    }

    /** Whether a token for this audience could be taken for one that is for us: our API, our issuers, anything of ours. */
    public boolean isReserved(String audience) {
        return gateway.isOurs(audience);
    }
}
