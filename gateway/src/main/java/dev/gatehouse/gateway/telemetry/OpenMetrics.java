package dev.gatehouse.gateway.telemetry;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Answers with OpenMetrics, and so with exemplars, whoever accepts it. Quarkus' own route, which answers everybody else,
 * gives that format only to those who name no other, which Prometheus does.
 */
@Singleton
@SuppressWarnings("deprecation") // the registry that Quarkus makes is still Micrometer's former one
final class OpenMetrics {
    private static final String ACCEPTED = "application/openmetrics-text";
    private static final int BEFORE_QUARKUS = -1;

    private final PrometheusMeterRegistry registry;

    OpenMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    void register(@Observes ManagementInterface management) {
        management.router().get("/q/metrics").order(BEFORE_QUARKUS).blockingHandler(this::answer, false);
    }

    private void answer(RoutingContext context) {
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT);
        if (accepted == null || !accepted.contains(ACCEPTED)) {
            context.next();
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, TextFormat.CONTENT_TYPE_OPENMETRICS_100)
                .end(registry.scrape(TextFormat.CONTENT_TYPE_OPENMETRICS_100));
    }
}
