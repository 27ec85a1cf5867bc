package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What a benchmark measured: printed as a table that the performance page can take over, and written as JSON. */
final class BenchReport {
    private final String name;
    private final List<Figure> figures = new ArrayList<>();

    BenchReport(String name) {
        this.name = name;
    }

    /** A goal is a bound that the value, or where there is a baseline the ratio to it, has to keep. */
    record Goal(String text, double bound, boolean atMost) {
        static Goal atMost(double bound) {
            return new Goal("<= " + number(bound), bound, true);
        }

        static Goal atLeast(double bound) {
            return new Goal(">= " + number(bound), bound, false);
        }

        boolean isMet(double value) {
            return atMost ? value <= bound : value >= bound;
        }
    }

    private record Figure(String name, Samples samples, String unit, OptionalDouble baseline, List<Goal> goal) {
        OptionalDouble ratio() {
            return baseline.isPresent()
                    ? OptionalDouble.of(samples.median() / baseline.getAsDouble())
                    : OptionalDouble.empty();
        }

        boolean met() {
            double judged = ratio().orElse(samples.median());
            return goal.stream().allMatch(each -> each.isMet(judged));
        }
    }

    /** The same figure of several rounds. */
    static final class Samples {
        private final double[] values;

        Samples(double... values) {
            this.values = values.clone();
            Arrays.sort(this.values);
        }

        double median() {
            int middle = values.length / 2;
            return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
        }

        double least() {
            return values[0];
        }

        double most() {
            return values[values.length - 1];
        }
    }

    /** A figure that stands for itself. */
    void add(String figure, Samples samples, String unit, Goal... goal) {
        figures.add(new Figure(figure, samples, unit, OptionalDouble.empty(), List.of(goal)));
    }

    /** A figure that is measured against another one of the same run. */
    void addAgainst(String figure, Samples samples, String unit, double baseline, Goal... goal) {
        figures.add(new Figure(figure, samples, unit, OptionalDouble.of(baseline), List.of(goal)));
    }

    /** Prints the table and writes {@code target/bench/NAME.json} at the root of the clone. */
    void publish() throws IOException {
        System.out.println(table());
        Path file = Clone.ROOT.resolve("target/bench/" + name + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json().toPrettyString() + "\n");
        System.out.println("written to " + Clone.ROOT.relativize(file));
    }

    private String table() {
        var table = new StringBuilder("\n| " + name + " | median | spread | unit | baseline | ratio | goal | met |\n")
                .append("|---|---|---|---|---|---|---|---|\n");
        for (Figure figure : figures) {
            table.append("| " + figure.name() + " | " + number(figure.samples().median()) + " | "
                    + number(figure.samples().least()) + " to "
                    + number(figure.samples().most()) + " | " + figure.unit() + " | " + optional(figure.baseline())
                    + " | " + optional(figure.ratio()) + " | "
                    + figure.goal().stream().map(Goal::text).findFirst().orElse("") + " | "
                    + (figure.goal().isEmpty() ? "" : figure.met() ? "yes" : "no") + " |\n");
        }
        return table.toString();
    }

    private ArrayNode json() {
        ArrayNode all = Json.object().putArray("figures");
        for (Figure figure : figures) {
            ObjectNode each = all.addObject()
                    .put("name", figure.name())
                    .put("value", figure.samples().median())
                    .put("unit", figure.unit());
            figure.baseline().ifPresentOrElse(value -> each.put("baseline", value), () -> each.putNull("baseline"));
            figure.ratio().ifPresentOrElse(value -> each.put("ratio", value), () -> each.putNull("ratio"));
            figure.goal().stream()
                    .map(Goal::text)
                    .findFirst()
                    .ifPresentOrElse(
                            text -> each.put("goal", text).put("met", figure.met()),
                            () -> each.putNull("goal").putNull("met"));
        }
        return all;
    }

    private static String optional(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "";
    }

    private static String number(double value) {
        int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
