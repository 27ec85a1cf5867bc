package dev.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.opentelemetry.runtime.exporter.otlp.tracing.LateBoundSpanProcessor;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExportTest {
    private static final SpanProcessor NOWHERE = new LateBoundSpanProcessor(null);
    private static final SpanProcessor TAKER = SimpleSpanProcessor.create(InMemorySpanExporter.create());

    private static Sampler sampler(Map<String, String> properties, SpanProcessor... processors) {
        var config = new SmallRyeConfigBuilder()
                .withDefaultValue("quarkus.otel.service.name", "gatehouse-gateway")
                .withDefaultValues(properties)
                .build();
        return new Export(config).sampler(List.of(processors));
    }

    @Test
    void recordsNoSpanThatNobodyTakes() {
        assertThat(sampler(Map.of(), NOWHERE)).isEqualTo(Sampler.alwaysOff());
    }

    @Test
    void recordsSpansForACollectorAndForWhoeverElseTakesThem() {
        assertThat(sampler(Map.of("otel.exporter.otlp.endpoint", "http://127.0.0.1:4318"), NOWHERE))
                .isEqualTo(Sampler.traceIdRatioBased(1));
        assertThat(sampler(Map.of(), NOWHERE, TAKER)).isEqualTo(Sampler.traceIdRatioBased(1));
    }
}
