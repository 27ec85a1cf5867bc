package dev.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.key.StartRefused;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpSettingsTest {
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";

    private static OtlpSettings read(Map<String, String> settings) {
        return OtlpSettings.read(name -> Optional.ofNullable(settings.get(name)));
    }

    @Test
    void exportsNothingWithoutAnEndpoint() {
        assertThat(read(Map.of()).exportsTraces()).isFalse();
        assertThat(read(Map.of()).metricsUrl()).isEmpty();
        assertThat(read(Map.of(ENDPOINT, " ")).metricsUrl()).isEmpty();
    }

    @Test
    void exportsTracesAndMetricsToTheEndpoint() {
        var settings = read(Map.of(ENDPOINT, "http://collector:4318/"));

        assertThat(settings.exportsTraces()).isTrue();
        assertThat(settings.metricsUrl()).contains("http://collector:4318/v1/metrics");
        assertThat(settings.sampled()).isOne();
    }

    @Test
    void leavesOutWhatIsNotWanted() {
        assertThat(read(Map.of(ENDPOINT, "http://c:4318", "otel.traces.exporter", "none"))
                        .exportsTraces())
                .isFalse();
        assertThat(read(Map.of(ENDPOINT, "http://c:4318", "otel.metrics.exporter", "none"))
                        .metricsUrl())
                .isEmpty();
        assertThat(read(Map.of(ENDPOINT, "http://c:4318", "otel.sdk.disabled", "true"))
                        .endpoint())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "always_on, 0.2, 1",
        "parentbased_always_on, 0.2, 1",
        "always_off, 0.2, 0",
        "traceidratio, 0.2, 0.2",
        "parentbased_traceidratio, 0.2, 0.2",
    })
    void samplesTheShareThatIsWanted(String sampler, String argument, double share) {
        assertThat(read(Map.of("otel.traces.sampler", sampler, "otel.traces.sampler.arg", argument))
                        .sampled())
                .isEqualTo(share);
    }

    @ParameterizedTest
    @CsvSource({
        "otel.exporter.otlp.endpoint, collector:4318, OTEL_EXPORTER_OTLP_ENDPOINT",
        "otel.exporter.otlp.endpoint, ftp://collector, OTEL_EXPORTER_OTLP_ENDPOINT",
        "otel.exporter.otlp.endpoint, http://, OTEL_EXPORTER_OTLP_ENDPOINT",
        "otel.exporter.otlp.endpoint, http://user:secret-in-it@collector, OTEL_EXPORTER_OTLP_ENDPOINT",
        "otel.traces.sampler, sometimes, OTEL_TRACES_SAMPLER",
        "otel.metric.export.interval, soon, OTEL_METRIC_EXPORT_INTERVAL",
        "otel.metric.export.interval, 0, OTEL_METRIC_EXPORT_INTERVAL",
        "otel.metric.export.interval, NaN, OTEL_METRIC_EXPORT_INTERVAL",
    })
    void refusesWhatCannotBeMeantAndNamesTheVariable(String name, String value, String variable) {
        assertThatThrownBy(() -> read(Map.of(name, value)))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith(variable + " ")
                .hasMessageNotContaining("secret-in-it");
    }

    @ParameterizedTest
    @CsvSource({"1.5", "-0.1", "half"})
    void refusesAShareThatIsNone(String share) {
        assertThatThrownBy(() -> read(Map.of("otel.traces.sampler", "traceidratio", "otel.traces.sampler.arg", share)))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("OTEL_TRACES_SAMPLER_ARG ");
    }
}
