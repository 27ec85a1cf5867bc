package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.IdentityProviders;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The identity providers by which people of a tenant log in: those that are declared with a client. */
@Singleton
final class LoginProviders {
    private final Tenants tenants;
    private final IdentityProviders providers;

    LoginProviders(Tenants tenants, IdentityProviders providers) {
        this.tenants = tenants;
        this.providers = providers;
    }

    /**
     * In the order of their names; none where there is no such tenant.
     *
     * @throws DatabaseUnavailable when they cannot be read
     */
    List<IdentityProvider> of(String tenant) {
        return tenants.exists(tenant)
                ? providers.of(tenant).stream()
                        .filter(provider -> provider.clientId().isPresent())
                        .toList()
                : List.of();
    }

    Optional<IdentityProvider> named(String tenant, String name) {
        return of(tenant).stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }
}
