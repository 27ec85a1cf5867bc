package dev.gatehouse.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static Span span(OpenTelemetrySdk telemetry) {
        return telemetry.getTracer("test").spanBuilder("run").startSpan();
    }

    @Test
    void recordsNothingWithoutAnEndpoint() {
        try (var telemetry = Telemetry.open(Map.of())) {
            assertThat(span(telemetry).isRecording()).isFalse();
            assertThat(span(telemetry).getSpanContext().isValid()).isTrue();
        }
    }

    @Test
    void takesABlankEndpointForNone() {
        try (var telemetry = Telemetry.open(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "))) {
            assertThat(span(telemetry).isRecording()).isFalse();
        }
    }

    @Test
    void aCollectorThatNeverAnswersHoldsUpNoSpanAndNoEndForLong() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var endpoint = "http://127.0.0.1:" + silent.getLocalPort();
            System.setProperty("otel.exporter.otlp.endpoint", endpoint);
            OpenTelemetrySdk telemetry;
            try {
                telemetry = Telemetry.open(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));
            } finally {
                System.clearProperty("otel.exporter.otlp.endpoint");
            }
            long begun = System.nanoTime();

            for (int i = 0; i < 100_000; i++) {
                Span span = span(telemetry);
                assertThat(span.isRecording()).isTrue();
                span.end();
            }

            // 100,000 spans at 2,048 in the queue: all but those are dropped, and nobody waits.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
            telemetry.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(40));
        }
    }
}
