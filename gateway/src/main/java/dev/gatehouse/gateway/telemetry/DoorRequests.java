package dev.gatehouse.gateway.telemetry;

import dev.gatehouse.observability.MetricLabel;
import dev.gatehouse.observability.Metrics;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Measures every request to a door: rate, errors and duration. Nothing of a stranger's becomes a label: the route is a
 * template of ours or none, the method one of the known or {@code _OTHER}, the error a code of ours.
 */
@Singleton
final class DoorRequests {
    private static final int BEFORE_EVERY_OTHER = 10_000;
    private static final String ERROR = "gatehouse.error";
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final Meters meters;
    private final CurrentVertxRequest request;
    private final RoutePaths paths = new RoutePaths();
    private final AtomicInteger active = new AtomicInteger();

    DoorRequests(Meters meters, CurrentVertxRequest request) {
        this.meters = meters;
        this.request = request;
    }

    void register(@Observes Filters filters) {
        meters.gauge(Metrics.ACTIVE_REQUESTS, active, AtomicInteger::get);
        filters.register(this::measure, BEFORE_EVERY_OTHER);
    }

    private void measure(RoutingContext context) {
        long begun = System.nanoTime();
        active.incrementAndGet();
        context.addEndHandler(end -> {
            active.decrementAndGet();
            ended(context, Duration.ofNanos(System.nanoTime() - begun), end.succeeded());
        });
        context.next();
    }

    /** The route that answers, before anybody can refuse the request. */
    @ServerRequestFilter(priority = 0)
    void met(ResourceInfo route) {
        request.getCurrent().put(RequestRoute.KEY, paths.of(route.getResourceMethod()));
    }

    /** The code of the problem that is answered. */
    @ServerResponseFilter
    void answered(ContainerResponseContext response) {
        if (response.getStatus() >= 400
                && response.getEntity() instanceof Map<?, ?> problem
                && problem.get("code") instanceof String code) {
            request.getCurrent().put(ERROR, code);
        }
    }

    private void ended(RoutingContext context, Duration took, boolean answered) {
        String route = RequestRoute.of(context).orElse(MetricLabel.NONE);
        int status = context.response().getStatusCode();
        meters.timer(
                        Metrics.REQUEST_DURATION,
                        door(route.equals(MetricLabel.NONE) ? context.normalizedPath() : route),
                        method(context.request().method()),
                        route,
                        answered ? status / 100 + "xx" : MetricLabel.NONE,
                        error(context, status, answered))
                .record(took);
    }

    private static String error(RoutingContext context, int status, boolean answered) {
        if (!answered) {
            return "connection_closed";
        }
        return status < 400 ? MetricLabel.NONE : context.get(ERROR, Integer.toString(status));
    }

    private static String method(HttpMethod method) {
        return METHODS.contains(method) ? method.name() : "_OTHER";
    }

    static String door(String path) {
        if (path.startsWith("/api/v1/{tenant}/executions")) {
            return "dispatch";
        }
        if (path.startsWith("/api/v1/")) {
            return "admin";
        }
        return path.startsWith("/worker/") ? "worker" : path.startsWith("/audit/") ? "audit" : "other";
    }
}
