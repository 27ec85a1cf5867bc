package dev.gatehouse.gateway.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Keeps strangers from making time series: a request is measured only under a method and a route that we have. Without
 * this, every invented method and every path that is refused before or beside a route (400, 405, 415, OPTIONS) would be
 * a series of its own; paths hold names, and once a hundred were invented our own routes would go unmeasured.
 */
@Singleton
final class DoorMeters implements MeterFilter {
    private static final String DOORS = "http.server.";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    /** What is written in a route's place: for the root, and where there is none. */
    private static final Set<String> WORDS = Set.of("root", "NOT_FOUND", "REDIRECTION", "UNKNOWN");

    private final Set<String> routes;

    @Inject
    DoorMeters(BeanManager beans) {
        this(RoutePaths.of(beans));
    }

    DoorMeters(Set<String> routes) {
        this.routes = Set.copyOf(routes);
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        if (!id.getName().startsWith(DOORS)) {
            return MeterFilterReply.NEUTRAL;
        }
        String method = id.getTag("method");
        String route = id.getTag("uri");
        boolean ours = (method == null || METHODS.contains(method))
                && (route == null || routes.contains(route) || WORDS.contains(route));
        return ours ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
    }
}
