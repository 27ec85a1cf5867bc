package dev.gatehouse.gateway.telemetry;

import dev.gatehouse.observability.Metrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Keeps out of the metrics what the server measures of requests by itself, for it takes strangers' words for labels, and
 * what we measure under the names of the conventions; keeps the one number that only the server knows, its connections.
 */
@Singleton
final class DoorMeters implements MeterFilter {
    private static final String SERVERS_CONNECTIONS = "http.server.active.connections";
    private static final Set<String> OURS =
            Set.of(Metrics.REQUEST_DURATION.name(), Metrics.ACTIVE_REQUESTS.name(), Metrics.CONNECTIONS.name());

    @Override
    public Meter.Id map(Meter.Id id) {
        return id.getName().equals(SERVERS_CONNECTIONS)
                ? id.withName(Metrics.CONNECTIONS.name()).replaceTags(Tags.empty())
                : id;
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String name = id.getName();
        boolean theServers =
                name.startsWith("http.server.") || name.startsWith("http.client.") || name.startsWith("agroal.");
        return theServers && !OURS.contains(name) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
