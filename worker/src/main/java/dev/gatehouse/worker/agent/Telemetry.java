package dev.gatehouse.worker.agent;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Map;

/** OpenTelemetry by its own environment variables; without an endpoint, traces are made and exported nowhere. */
final class Telemetry {
    private Telemetry() {}

    static OpenTelemetrySdk open(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        properties.put("otel.service.name", "gatehouse-worker");
        properties.put("otel.exporter.otlp.protocol", "http/protobuf");
        properties.put("otel.traces.exporter", hasEndpoint(environment) ? "otlp" : "none");
        properties.put("otel.metrics.exporter", "none");
        properties.put("otel.logs.exporter", "none");
        properties.put("otel.propagators", "tracecontext");
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> properties)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    private static boolean hasEndpoint(Map<String, String> environment) {
        return environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
                || environment.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    }
}
