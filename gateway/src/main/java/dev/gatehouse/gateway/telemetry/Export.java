package dev.gatehouse.gateway.telemetry;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.arc.All;
import io.quarkus.opentelemetry.runtime.exporter.otlp.tracing.LateBoundSpanProcessor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Whether and where telemetry goes. Traces go by Quarkus' exporter, which drops what a slow collector does not take;
 * metrics are sums that a thread of its own sends now and then, and of which nothing is kept for later.
 */
@Singleton
final class Export {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final OtlpSettings settings;
    private final String service;
    private Optional<OtlpMeterRegistry> metrics = Optional.empty();

    Export(Config config) {
        this.settings = OtlpSettings.read(name -> config.getOptionalValue(name, String.class));
        this.service = config.getValue("quarkus.otel.service.name", String.class);
    }

    /**
     * A span is work: none is recorded where nobody takes any. Otherwise the trace's own id decides, the same for every
     * span of it in gateway and worker, so that what a caller's flag says is only a hint: it neither hides a governed
     * execution nor costs more than the share that is wanted.
     *
     * <p>Quarkus' own processor is there without an exporter, too, and then says that it wants spans.
     */
    @Produces
    @Singleton
    Sampler sampler(@All List<SpanProcessor> processors) {
        boolean taken = settings.exportsTraces()
                || processors.stream()
                        .filter(each -> !(each instanceof LateBoundSpanProcessor))
                        .anyMatch(SpanProcessor::isEndRequired);
        return taken ? Sampler.traceIdRatioBased(settings.sampled()) : Sampler.alwaysOff();
    }

    void start(@Observes StartupEvent event) {
        metrics = settings.metricsUrl()
                .map(url -> OtlpMeterRegistry.builder(new Collector(url))
                        .metricsSender(new OtlpHttpMetricsSender(new HttpUrlConnectionSender(CONNECT, ANSWER)))
                        .build());
        metrics.ifPresent(Metrics::addRegistry);
    }

    /** Sends the last numbers, for as long as a collector may take to answer. */
    void stop(@Observes ShutdownEvent event) {
        metrics.ifPresent(OtlpMeterRegistry::close);
    }

    /** The collector of metrics; its headers and the resource are read from OpenTelemetry's variables. */
    private final class Collector implements OtlpConfig {
        private final String url;

        Collector(String url) {
            this.url = url;
        }

        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public String url() {
            return url;
        }

        @Override
        public Duration step() {
            return settings.interval();
        }

        @Override
        public TimeUnit baseTimeUnit() {
            return TimeUnit.SECONDS;
        }

        @Override
        public Map<String, String> resourceAttributes() {
            Map<String, String> attributes = new HashMap<>(OtlpConfig.super.resourceAttributes());
            attributes.put("service.name", service);
            return attributes;
        }
    }
}
