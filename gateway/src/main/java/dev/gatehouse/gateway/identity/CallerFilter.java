package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.operation.SourceAddresses;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.observability.LogKeys;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets nobody but the tenant's own callers reach a route, unless the route is {@link Unguarded}; a route whose path names
 * no tenant serves the one of the token. Runs before the body is read, on the virtual thread of the route.
 */
final class CallerFilter {
    private final CallerIdentity identity;
    private final FailedAuthentications failures;
    private final SourceAddresses sources;
    private final Caller caller;

    CallerFilter(CallerIdentity identity, FailedAuthentications failures, SourceAddresses sources, Caller caller) {
        this.identity = identity;
        this.failures = failures;
        this.sources = sources;
        this.caller = caller;
    }

    /** Answers the request where there is no caller; the route answers otherwise. */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    Optional<Response> check(ContainerRequestContext request, ResourceInfo route, HttpServerRequest connection) {
        if (route.getResourceMethod().isAnnotationPresent(Unguarded.class)) {
            return Optional.empty();
        }
        Optional<String> tenant =
                Optional.ofNullable(request.getUriInfo().getPathParameters().getFirst("tenant"));
        List<String> headers = Optional.ofNullable(request.getHeaders().get(HttpHeaders.AUTHORIZATION))
                .orElse(List.of());
        var origin = new CallerOrigin(tenant.orElse(Tenants.SYSTEM), sources.of(connection));
        var identified =
                tenant.isPresent() ? identity.verify(origin, headers) : identity.verifyOfAnyTenant(origin, headers);
        return switch (identified) {
            case CallerIdentity.Identified.Known(var subject) -> {
                var door = new CallerOrigin(subject.tenant(), origin.source());
                caller.is(subject, () -> identity.again(subject, headers, door));
                MDC.put(LogKeys.TENANT, subject.tenant());
                yield Optional.empty();
            }
            case CallerIdentity.Identified.Nobody(String reason) -> {
                failures.count(origin, reason);
                yield Optional.of(unauthenticated());
            }
            case CallerIdentity.Identified.Stranger() -> {
                failures.count(origin, "tenant_foreign");
                yield Optional.of(Problem.notFound().toResponse());
            }
            case CallerIdentity.Identified.Throttled() -> {
                failures.count(origin, "token_not_looked_up");
                yield Optional.of(throttled());
            }
            case CallerIdentity.Identified.Unknowable() -> Optional.of(unknowable());
        };
    }

    /** The same whatever was wrong with the token. */
    private static Response unauthenticated() {
        var problem = Problem.of(401, "unauthenticated", "A valid token is needed: Authorization: Bearer TOKEN.");
        return Response.fromResponse(problem.toResponse())
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static Response throttled() {
        return Problem.of(429, "too_many_failures", "Too many bad tokens came from your network. Wait, and try again.")
                .withRetryAfter(Duration.ofSeconds(10))
                .toResponse();
    }

    private static Response unknowable() {
        return Problem.of(
                        503,
                        "issuer_unavailable",
                        "The token's identity provider does not say what it signs with. Repeat the request.")
                .withRetryAfter(Duration.ofSeconds(10))
                .toResponse();
    }
}
