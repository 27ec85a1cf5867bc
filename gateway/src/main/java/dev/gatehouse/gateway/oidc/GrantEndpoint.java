package dev.gatehouse.gateway.oidc;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.identity.CallerOrigin;
import dev.gatehouse.gateway.identity.FailedAuthentications;
import dev.gatehouse.gateway.identity.FailedLookups;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.operation.SourceAddresses;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint of a tenant's issuer (RFC 6749, section 3.2). What fails is counted as at every door, and beyond so
 * many failures of a network nothing of it is looked up.
 */
@Path("/oidc/{tenant}/token")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class GrantEndpoint {
    private static final int RETRY_SECONDS = 10;

    private final Grants grants;
    private final Tenants tenants;
    private final FailedAuthentications failures;
    private final FailedLookups lookups;
    private final SourceAddresses sources;
    private final CurrentVertxRequest current;

    GrantEndpoint(
            Grants grants,
            Tenants tenants,
            FailedAuthentications failures,
            FailedLookups lookups,
            SourceAddresses sources,
            CurrentVertxRequest current) {
        this.grants = grants;
        this.tenants = tenants;
        this.failures = failures;
        this.lookups = lookups;
        this.sources = sources;
        this.current = current;
    }

    /** Gives a short access token for a credential, an assertion, or a token of another issuer. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Unguarded("OAuth's token endpoint: the client shows who it is in the request itself")
    public Response grant(@PathParam("tenant") String tenant, byte @Nullable [] body, @Context HttpHeaders headers) {
        if (!tenants.exists(tenant)) {
            throw new ProblemException(Problem.notFound());
        }
        var origin = new CallerOrigin(tenant, sources.of(current.getCurrent().request()));
        List<String> authorization = Optional.ofNullable(headers.getRequestHeader(HttpHeaders.AUTHORIZATION))
                .orElse(List.of());
        return switch (outcome(origin, body, authorization)) {
            case GrantOutcome.Granted granted -> granted(granted);
            case GrantOutcome.Refused(OauthError error, String reason) -> {
                lookups.count(origin);
                failures.count(origin, reason);
                yield refused(error, !authorization.isEmpty());
            }
            case GrantOutcome.Throttled() -> {
                failures.count(origin, "token_not_looked_up");
                yield unavailable(Response.Status.TOO_MANY_REQUESTS.getStatusCode());
            }
            case GrantOutcome.Unavailable _ -> unavailable(Response.Status.SERVICE_UNAVAILABLE.getStatusCode());
        };
    }

    private GrantOutcome outcome(CallerOrigin origin, byte @Nullable [] body, List<String> authorization) {
        String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        try {
            return FormParameters.of(text)
                    .map(form -> grants.grant(new TokenRequest(origin, form, authorization)))
                    .orElseGet(() -> new GrantOutcome.Refused(OauthError.INVALID_REQUEST, "token_malformed"));
        } catch (DatabaseUnavailable away) {
            return new GrantOutcome.Unavailable("database_unavailable");
        }
    }

    private static Response granted(GrantOutcome.Granted granted) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", granted.token());
        body.put("issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
        body.put("token_type", "Bearer");
        body.put("expires_in", granted.life().toSeconds());
        return unstored(Response.ok(body)).build();
    }

    /** A client that used the header is told which scheme it would be (RFC 6749, section 5.2). */
    private static Response refused(OauthError error, boolean header) {
        boolean client = error == OauthError.INVALID_CLIENT;
        var response = unstored(Response.status(client ? 401 : 400).entity(body(error)));
        if (client && header) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"gatehouse\"");
        }
        return response.build();
    }

    private static Response unavailable(int status) {
        return unstored(Response.status(status).entity(body(OauthError.TEMPORARILY_UNAVAILABLE)))
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    private static Map<String, Object> body(OauthError error) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error.code());
        body.put("error_description", error.description());
        return body;
    }

    private static Response.ResponseBuilder unstored(Response.ResponseBuilder response) {
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store").header("Pragma", "no-cache");
    }
}
