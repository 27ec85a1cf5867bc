package dev.gatehouse.gateway.signal;

import dev.gatehouse.gateway.identity.CallerOrigin;
import dev.gatehouse.gateway.identity.FailedAuthentications;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.operation.SourceAddresses;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.IdentityProviders;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where identity providers push security event tokens (RFC 8935). */
@Path("/signals/{tenant}/{provider}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SignalEndpoint {
    private final Tenants tenants;
    private final IdentityProviders providers;
    private final EventVerifier verifier;
    private final Signals signals;
    private final FailedAuthentications failures;
    private final SourceAddresses sources;

    SignalEndpoint(
            Tenants tenants,
            IdentityProviders providers,
            EventVerifier verifier,
            Signals signals,
            FailedAuthentications failures,
            SourceAddresses sources) {
        this.tenants = tenants;
        this.providers = providers;
        this.verifier = verifier;
        this.signals = signals;
        this.failures = failures;
        this.sources = sources;
    }

    /** Takes one event; 202 says that it is remembered, and that what ends for it has begun to. */
    @POST
    @Consumes("application/secevent+jwt")
    @Unguarded("the token says by its signature who sent it")
    public Response receive(
            @PathParam("tenant") String tenant,
            @PathParam("provider") String name,
            @Nullable String token,
            @Context RoutingContext request) {
        if (!tenants.exists(tenant)) {
            throw new ProblemException(Problem.notFound());
        }
        IdentityProvider provider = providers.of(tenant).stream()
                .filter(each ->
                        each.name().equals(name) && each.signalAudience().isPresent())
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
        String audience = provider.signalAudience().orElseThrow();
        return switch (verifier.verify(provider, audience, token == null ? "" : token.strip())) {
            case EventOutcome.Believed(SecurityEvent event) -> {
                signals.receive(event);
                yield Response.accepted().build();
            }
            case EventOutcome.Refused(EventOutcome.DeliveryError error, String reason) -> {
                failures.count(new CallerOrigin(tenant, sources.of(request.request())), reason);
                yield Response.status(Response.Status.BAD_REQUEST)
                        .header(HttpHeaders.CONTENT_LANGUAGE, "en")
                        .entity(Map.of(
                                "err",
                                error.name().toLowerCase(Locale.ROOT),
                                "description",
                                "This is no security event for this gateway."))
                        .build();
            }
            case EventOutcome.Unavailable _ ->
                throw new ProblemException(
                        Problem.of(503, "issuer_unavailable", "The issuer's keys cannot be had now. Send it again.")
                                .withRetryAfter(Duration.ofSeconds(10)));
        };
    }
}
