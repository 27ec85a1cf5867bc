package dev.gatehouse.observability;

import java.util.List;
import java.util.Locale;

/**
 * One metric as it is declared: what a meter is made from, and what {@code docs/metrics.md} says of it.
 *
 * @param name as OpenTelemetry exports it
 * @param unit a UCUM code
 * @param labels every series has all of them
 * @param meaning one sentence or two, in Markdown
 */
public record Metric(String name, Kind kind, String unit, List<MetricLabel> labels, String meaning) {
    /** Upper bounds of a histogram of seconds. */
    public static final List<Double> SECONDS =
            List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0);

    /** Upper bounds of a histogram of numbers. */
    public static final List<Double> NUMBERS = List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0);

    public Metric {
        labels = List.copyOf(labels);
    }

    Metric(String name, Kind kind, String unit, String meaning, MetricLabel... labels) {
        this(name, kind, unit, List.of(labels), meaning);
    }

    /** What may be done with a metric's values. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM;

        /** As it is written for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Upper bounds of a histogram's buckets. */
    public List<Double> buckets() {
        return unit.equals("s") ? SECONDS : NUMBERS;
    }

    /** The name under which Prometheus shows it. */
    public String prometheus() {
        String base = name.replace('.', '_') + (unit.equals("s") ? "_seconds" : unit.equals("By") ? "_bytes" : "");
        return kind == Kind.COUNTER ? base + "_total" : base;
    }
}
