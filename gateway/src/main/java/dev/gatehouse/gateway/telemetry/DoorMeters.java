package dev.gatehouse.gateway.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps strangers from making time series: a request is measured only under a method and a route that we have. Without
 * this, every invented method and every path that a known route refuses (405, 415) would be a series of its own, and
 * paths hold names.
 */
@Singleton
final class DoorMeters implements MeterFilter {
    private static final String DOORS = "http.server.";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    /** What stands for a route: a template, the worker's paths, and the words for no route at all. */
    private static final Pattern ROUTE = Pattern.compile("/[^{]*\\{.*|/worker/v1/[a-z]+|[^/].*|/");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        if (!id.getName().startsWith(DOORS)) {
            return MeterFilterReply.NEUTRAL;
        }
        String method = id.getTag("method");
        String route = id.getTag("uri");
        boolean ours = (method == null || METHODS.contains(method))
                && (route == null || ROUTE.matcher(route).matches());
        return ours ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
    }
}
