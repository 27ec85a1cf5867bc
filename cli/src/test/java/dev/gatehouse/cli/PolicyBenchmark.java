package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * What a decision costs: of the engine with its explanation, and of other engines on the same questions, measured by JMH in
 * processes of their own. The company that asks is in {@code benchmark/policy}.
 */
class PolicyBenchmark {
    private static final Path MODULE = Clone.ROOT.resolve("benchmark/policy/target");
    private static final Path RESULTS = Clone.ROOT.resolve("target/bench/policy-jmh.json");
    private static final List<String> SIZES = List.of("5000", "50000");
    private static final double MICROSECOND = 1_000;

    /** One change has to count everywhere within 1.5 s, of which reading it and telling it take some. */
    private static final Goal RECOMPILED = Goal.atMost(1_000);

    @Test
    void policy() throws IOException, InterruptedException {
        var report = new BenchReport("policy");
        var machine = new OtherLoad(List.of(), List.of());
        var results = measured();
        for (var size : SIZES) {
            var roles = micros(results, "DecisionTimes.roles", size, "");
            report.add("roles, " + size + " bindings", roles, "us", Goal.atMost(1));
            report.addAgainst(
                    "jCasbin, " + size, micros(results, "RivalTimes.roles", size, "jcasbin"), "us", roles.median());
            report.addAgainst(
                    "Cedar, " + size, micros(results, "RivalTimes.roles", size, "cedar"), "us", roles.median());
        }
        report.addAgainst(
                "50,000 bindings against 5,000",
                micros(results, "DecisionTimes.roles", "50000", ""),
                "us",
                micros(results, "DecisionTimes.roles", "5000", "").median(),
                Goal.atMost(1.3));
        for (var size : SIZES) {
            var one = micros(results, "DecisionTimes.guardrails1", size, "");
            double further =
                    (micros(results, "DecisionTimes.guardrails4", size, "").median() - one.median()) / 3;
            report.add("one of 100 guardrails applies, " + size, one, "us", Goal.atMost(5));
            report.add("each further one, " + size, new Samples(further), "us", Goal.atMost(3));
        }
        report.add(
                "50,000 bindings, 5,000 conditions, again",
                millis(results, "CompilationTimes.again"),
                "ms",
                RECOMPILED);
        report.add("the same by a new gateway", millis(results, "CompilationTimes.first"), "ms");
        machine.describe(report);
        report.publish();
    }

    private static JsonNode measured() throws IOException, InterruptedException {
        Files.createDirectories(RESULTS.getParent());
        String classPath =
                MODULE.resolve("classes") + File.pathSeparator + Files.readString(MODULE.resolve("class-path"));
        Process jmh = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        classPath,
                        "org.openjdk.jmh.Main",
                        "-rf",
                        "json",
                        "-rff",
                        RESULTS.toString())
                .inheritIO()
                .start();
        assertThat(jmh.waitFor()).isZero();
        return Json.parse(Files.readString(RESULTS));
    }

    private static Samples micros(JsonNode results, String benchmark, String bindings, String engine) {
        return new Samples(values(results, benchmark, Optional.of(bindings), engine)
                .map(nanoseconds -> nanoseconds / MICROSECOND)
                .toArray());
    }

    private static Samples millis(JsonNode results, String benchmark) {
        return new Samples(values(results, benchmark, Optional.empty(), "").toArray());
    }

    private static DoubleStream values(JsonNode results, String benchmark, Optional<String> bindings, String engine) {
        JsonNode result = StreamSupport.stream(results.spliterator(), false)
                .filter(each -> each.path("benchmark").asText().endsWith("." + benchmark))
                .filter(each -> bindings.map(
                                each.path("params").path("bindings").asText()::equals)
                        .orElse(true))
                .filter(each -> each.path("params").path("engine").asText().equals(engine))
                .findFirst()
                .orElseThrow();
        var values = new ArrayList<Double>();
        result.path("primaryMetric")
                .path("rawData")
                .forEach(fork -> fork.forEach(value -> values.add(value.asDouble())));
        return values.stream().mapToDouble(Double::doubleValue);
    }
}
