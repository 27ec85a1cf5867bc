package dev.gatehouse.gateway.telemetry;

import dev.gatehouse.gateway.key.StartRefused;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What OpenTelemetry's own variables say of export. A value that cannot be meant refuses the start and names its
 * variable: telemetry that silently goes nowhere is missed when it is too late.
 *
 * @param endpoint where metrics and traces go; nothing where nobody wants any
 * @param sampled the share of traces, from 0 to 1
 * @param interval how far apart metrics are sent
 */
record OtlpSettings(Optional<URI> endpoint, boolean traces, boolean metrics, double sampled, Duration interval) {
    /** Reads settings by their names in configuration, {@code otel.…}. */
    static OtlpSettings read(Function<String, Optional<String>> settings) {
        Function<String, Optional<String>> given =
                name -> settings.apply(name).map(String::strip).filter(value -> !value.isEmpty());
        boolean off = given.apply("otel.sdk.disabled")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        return new OtlpSettings(
                given.apply("otel.exporter.otlp.endpoint").filter(_ -> !off).map(OtlpSettings::endpoint),
                isWanted(given.apply("otel.traces.exporter")),
                isWanted(given.apply("otel.metrics.exporter")),
                sampled(given),
                Duration.ofMillis((long) number(given, "otel.metric.export.interval", 60_000, 100, 86_400_000)));
    }

    boolean exportsTraces() {
        return endpoint.isPresent() && traces;
    }

    /** The collector's path of metrics. */
    Optional<String> metricsUrl() {
        return endpoint.filter(_ -> metrics).map(base -> base.toString().replaceFirst("/+$", "") + "/v1/metrics");
    }

    private static URI endpoint(String text) {
        try {
            URI base = new URI(text);
            boolean http = "http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme());
            if (http && base.getHost() != null && base.getUserInfo() == null) {
                return base;
            }
        } catch (URISyntaxException malformed) {
            // Told below, without the text: there may be a credential in it.
        }
        throw refused("otel.exporter.otlp.endpoint", "is no http or https URL of a collector");
    }

    private static boolean isWanted(Optional<String> exporter) {
        return exporter.filter("none"::equalsIgnoreCase).isEmpty();
    }

    private static double sampled(Function<String, Optional<String>> given) {
        String sampler = given.apply("otel.traces.sampler").orElse("always_on");
        return switch (sampler.replaceFirst("^parentbased_", "")) {
            case "always_on" -> 1;
            case "always_off" -> 0;
            case "traceidratio" -> number(given, "otel.traces.sampler.arg", 1, 0, 1);
            default -> throw refused("otel.traces.sampler", "is not always_on, always_off or traceidratio");
        };
    }

    private static double number(
            Function<String, Optional<String>> given, String name, double otherwise, double least, double most) {
        try {
            double number = given.apply(name).map(Double::parseDouble).orElse(otherwise);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // Told below.
        }
        throw refused(name, "is no number from %s to %s".formatted(least, most));
    }

    private static StartRefused refused(String name, String why) {
        return new StartRefused(name.toUpperCase(Locale.ROOT).replace('.', '_') + " " + why);
    }
}
