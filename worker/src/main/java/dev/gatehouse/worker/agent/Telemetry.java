package dev.gatehouse.worker.agent;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.HashMap;
import java.util.Map;

/**
 * OpenTelemetry by its own environment variables. Without an endpoint nothing is recorded, only traces are passed on. A
 * collector that is slow or away delays nothing: what it does not take is dropped.
 */
final class Telemetry {
    private static final String PROTOCOL = "http/protobuf";

    private Telemetry() {}

    static OpenTelemetrySdk open(Map<String, String> environment) {
        boolean exports =
                !environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isBlank();
        Map<String, String> properties = new HashMap<>();
        properties.put("otel.service.name", "gatehouse-worker");
        properties.put("otel.propagators", "tracecontext");
        properties.put("otel.exporter.otlp.timeout", "3000");
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> properties)
                .addPropertiesCustomizer(_ -> fixed(exports))
                .addSamplerCustomizer((wanted, _) -> exports ? wanted : Sampler.alwaysOff())
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    /** What no variable changes: one protocol, no logs, and no attempts at a collector that nobody named. */
    private static Map<String, String> fixed(boolean exports) {
        Map<String, String> fixed = new HashMap<>();
        fixed.put("otel.exporter.otlp.protocol", PROTOCOL);
        fixed.put("otel.logs.exporter", "none");
        if (!exports) {
            fixed.put("otel.traces.exporter", "none");
            fixed.put("otel.metrics.exporter", "none");
        }
        return fixed;
    }
}
