package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.identity.CallerOrigin;
import dev.gatehouse.gateway.identity.FailedAuthentications;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.operation.SourceAddresses;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.LogoutToken;
import dev.gatehouse.gateway.sso.LogoutTokenOutcome;
import dev.gatehouse.gateway.sso.LogoutTokenVerifier;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hears from an identity provider whose sessions are over (OpenID Connect Back-Channel Logout 1.0, section 2.5). */
@Path("/login/{tenant}/{provider}/backchannel-logout")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class BackchannelEndpoint {
    private final LoginProviders providers;
    private final LogoutTokenVerifier verifier;
    private final Logouts logouts;
    private final FailedAuthentications failures;
    private final SourceAddresses sources;

    BackchannelEndpoint(
            LoginProviders providers,
            LogoutTokenVerifier verifier,
            Logouts logouts,
            FailedAuthentications failures,
            SourceAddresses sources) {
        this.providers = providers;
        this.verifier = verifier;
        this.logouts = logouts;
        this.failures = failures;
        this.sources = sources;
    }

    /** Ends the sessions that the provider's logout token means. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Unguarded("the token in the body is signed by the tenant's identity provider")
    public Response logOut(
            @PathParam("tenant") String tenant,
            @PathParam("provider") String name,
            @Nullable String body,
            @Context HttpServerRequest connection) {
        Optional<IdentityProvider> provider = providers.named(tenant, name);
        Optional<String> text =
                FormBody.parse(Objects.requireNonNullElse(body, "")).flatMap(form -> form.field("logout_token"));
        if (provider.isEmpty() || text.isEmpty()) {
            return refused();
        }
        return switch (verifier.verify(provider.get(), text.get())) {
            case LogoutTokenOutcome.Verified(LogoutToken token) -> {
                if (logouts.logOut(provider.get(), token)) {
                    yield answer(200, Map.of());
                }
                failures.count(new CallerOrigin(tenant, sources.of(connection)), "token_replayed");
                yield refused();
            }
            case LogoutTokenOutcome.Refused(String reason) -> {
                failures.count(new CallerOrigin(tenant, sources.of(connection)), reason);
                yield refused();
            }
            case LogoutTokenOutcome.Unavailable _ -> answer(503, Map.of("error", "temporarily_unavailable"));
        };
    }

    /** The same whatever is wrong with it (section 2.8). */
    private static Response refused() {
        return answer(400, Map.of("error", "invalid_request"));
    }

    private static Response answer(int status, Map<String, String> body) {
        return Response.status(status)
                .entity(body)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
