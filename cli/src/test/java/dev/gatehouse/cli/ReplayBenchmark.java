package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import dev.gatehouse.secrets.MasterKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A candidate that is asked the questions of half a year: a guardrail with a condition on the inputs, beside what is
 * declared. A hundred executions are created, and what was asked of them is recorded ten thousand times over.
 */
class ReplayBenchmark {
    private static final int ASKED = 100;
    private static final int TIMES = 10_000;
    private static final int DENIED = 10;

    private static final String RESOURCES = """
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: waiting}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: asked}
            spec:
              workerGroup: waiting
              inputs: {type: object, required: [number], properties: {number: {type: integer}, day: {type: string}}}
              run: {process: {command: ["true", "${{ inputs.day }}"]}}
            """;

    private static final String CANDIDATE = """
            apiVersion: gatehouse.dev/v1
            kind: Guardrail
            metadata: {namespace: demo.weather, name: small-numbers}
            spec:
              match: {actions: ["execution:create"]}
              when: "inputs.number < %d"
              action: Deny
            """.formatted(DENIED);

    /** In the order of time, as ids are; statistics as they are once a table has been looked at. */
    private static final String RECORD = """
            INSERT INTO question
            SELECT (record).* FROM (
                SELECT jsonb_populate_record(q, jsonb_build_object(
                           'id', substr(q.id::text, 1, 15) || substr(gen_random_uuid()::text, 16))) AS record
                  FROM question q, generate_series(2, %d) WHERE q.act = 'execution:create') copies""".formatted(TIMES);

    @TempDir
    private Path folder;

    @Test
    void replay() throws IOException, SQLException {
        var report = new BenchReport("replay");
        Path key = folder.resolve("master.key");
        MasterKey.create(key, new SecureRandom());
        try (var server = DebianPostgres.startedIn(folder)) {
            Map<String, String> environment = new HashMap<>(server.environment());
            environment.put("GATEHOUSE_MASTER_KEY_FILE", key.toString());
            try (var installation = Installation.inNewHome(environment)) {
                installation.up();
                installation.apply(RESOURCES);
                for (int i = 0; i < ASKED; i++) {
                    submit(installation, i);
                }
                multiply(server);
                long gateway = installation.pid("gateway").orElseThrow();
                replay(installation);
                var machine = new OtherLoad(List.of(gateway), List.of(server.pid()));
                double cpu = CpuMeter.of(gateway);
                double cpuOfServer = CpuMeter.ofFamily(server.pid());
                long begun = System.nanoTime();
                replay(installation);
                double seconds = (System.nanoTime() - begun) / 1e9;
                report.add("1,000,000 questions", new Samples(seconds), "s", Goal.atMost(60));
                report.add("a question, gateway", new Samples(perQuestion(CpuMeter.of(gateway) - cpu)), "us CPU");
                report.add(
                        "a question, PostgreSQL",
                        new Samples(perQuestion(CpuMeter.ofFamily(server.pid()) - cpuOfServer)),
                        "us CPU");
                report.add("gateway's memory after it", new Samples(CpuMeter.memory(gateway)), "MB");
                machine.describe(report);
            }
        }
        report.publish();
    }

    private static void submit(Installation installation, int number) {
        Answer answer =
                installation.api().post("executions", Installation.parse("""
                                {"job": "demo.weather/asked", "inputs": {"number": %d, "day": "2026-11-%02d"}}""".formatted(number, 1 + number % 30)));
        assertThat(answer.isSuccess()).as(answer.text()).isTrue();
    }

    private static void multiply(DebianPostgres server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(RECORD)).isEqualTo(ASKED * (TIMES - 1));
            statement.execute("ANALYZE question");
        }
    }

    /** It is asked for as people do. */
    private static void replay(Installation installation) {
        CommandRun run = installation.gatehouseWithInput(
                CANDIDATE,
                "policy",
                "replay",
                "-",
                "--from",
                Duration.ofHours(1).toString(),
                "-o",
                "json");
        JsonNode summary = Installation.parse(run.out()).path("summary");
        assertThat(summary.path("asked").asInt()).as(run.toString()).isEqualTo(ASKED * TIMES);
        assertThat(summary.path("differences").path("ALLOW->DENY").asInt())
                .as(run.out())
                .isEqualTo(DENIED * TIMES);
    }

    private static double perQuestion(double micros) {
        return micros / (ASKED * TIMES);
    }
}
