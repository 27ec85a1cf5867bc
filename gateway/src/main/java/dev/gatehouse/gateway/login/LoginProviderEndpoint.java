package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.identity.Unguarded;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Tells programs where the tenant's people log in. */
@Path("/api/v1/{tenant}/login-providers")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class LoginProviderEndpoint {
    private final LoginProviders providers;

    LoginProviderEndpoint(LoginProviders providers) {
        this.providers = providers;
    }

    /** @param scopes what to ask for there */
    record LoginProvider(String name, String issuer, String clientId, List<String> scopes) {}

    /** Lists the identity providers by which people log in; none where there is no such tenant. */
    @GET
    @Unguarded("it is where somebody becomes known, and the login page shows it to everybody")
    public Map<String, List<LoginProvider>> list(@PathParam("tenant") String tenant) {
        return Map.of(
                "items",
                providers.of(tenant).stream()
                        .map(each -> new LoginProvider(
                                each.name(), each.issuer(), each.clientId().orElseThrow(), each.loginScopes()))
                        .toList());
    }
}
