package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import dev.gatehouse.secrets.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One change of policy: from the answer of the gateway that took it until another gateway decides by it. Every round a
 * guardrail that denies is declared, and taken back.
 */
class PolicyChangeBenchmark {
    private static final int ROUNDS = 100;
    private static final int ALLOWED = 200;
    private static final int DENIED = 403;
    private static final String JOB = "jobs/demo.weather/";
    private static final String RULE = "guardrails/demo.weather/closed";

    private static final byte[] CLOSED = """
            apiVersion: gatehouse.dev/v1
            kind: Guardrail
            metadata: {namespace: demo.weather, name: closed}
            spec: {match: {actions: ["job:read"]}, action: Deny}
            """.getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void policychange() throws IOException, InterruptedException {
        var report = new BenchReport("policychange");
        Path key = folder.resolve("master.key");
        MasterKey.create(key, new SecureRandom());
        try (var server = DebianPostgres.startedIn(folder)) {
            Map<String, String> environment = new HashMap<>(server.environment());
            environment.put("GATEHOUSE_MASTER_KEY_FILE", key.toString());
            try (var first = Installation.inNewHome(environment);
                    var second = Installation.inNewHome(environment)) {
                first.up();
                second.up();
                var machine = new OtherLoad(
                        List.of(
                                first.pid("gateway").orElseThrow(),
                                second.pid("gateway").orElseThrow()),
                        List.of());
                GatewayClient here = first.api();
                GatewayClient there = second.api(
                        first.read(first.home().resolve("tokens/demo.token")).strip());
                List<Double> denied = new ArrayList<>();
                List<Double> allowed = new ArrayList<>();
                for (int i = 0; i < ROUNDS; i++) {
                    assertThat(here.post("apply", "application/yaml", List.of(CLOSED))
                                    .status())
                            .isEqualTo(ALLOWED);
                    denied.add(until(there, DENIED));
                    assertThat(here.delete(RULE).status()).isEqualTo(ALLOWED);
                    allowed.add(until(there, ALLOWED));
                }
                describe(report, "until another gateway denies", denied);
                describe(report, "until another gateway allows again", allowed);
                machine.describe(report);
            }
        }
        report.publish();
    }

    private static double until(GatewayClient there, int status) throws InterruptedException {
        long begun = System.nanoTime();
        while (there.get(JOB).status() != status) {
            Thread.sleep(Duration.ofMillis(2));
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void describe(BenchReport report, String what, List<Double> millis) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        report.add(what, new Samples(sorted), "ms");
        report.add(what + ", p99", new Samples(sorted[sorted.length * 99 / 100]), "ms", Goal.atMost(1_500));
    }
}
