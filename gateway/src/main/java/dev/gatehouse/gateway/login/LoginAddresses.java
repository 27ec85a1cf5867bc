package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.operation.PublicAddress;
import jakarta.inject.Singleton;

/** Where people log in, and where providers send them back to. Immutable. */
@Singleton
final class LoginAddresses {
    private final PublicAddress gateway;

    LoginAddresses(PublicAddress gateway) {
        this.gateway = gateway;
    }

    /** Where the provider sends browsers back to; one for each provider, so that no answer is taken for another's. */
    String callback(String tenant, String provider) {
        return login(tenant) + "/" + provider + "/callback";
    }

    /** Where the tenant's people log in. */
    String login(String tenant) {
        return gateway.of("/login/" + tenant);
    }
}
