package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.operation.PublicAddress;
import jakarta.inject.Singleton;

/** Where identity providers find a tenant's SCIM door: in what they are told to call, and in every location. Immutable. */
@Singleton
final class ScimAddresses {
    private final PublicAddress gateway;

    ScimAddresses(PublicAddress gateway) {
        this.gateway = gateway;
    }

    /** The base URL of the tenant's SCIM door, without a slash at its end. */
    String base(String tenant) {
        return gateway.of("/scim/" + tenant + "/v2");
    }
}
