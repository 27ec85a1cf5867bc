package dev.gatehouse.cli;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Governed, audited, durable submissions against a bare endpoint and a hand-written one, in turns on the same machine.
 * Each process's CPU is counted for itself; the load comes from this one.
 */
class AcceptBenchmark {
    /** One connection comes last: it alone would take minutes until the servers' compilers have seen enough. */
    private static final List<Integer> CONNECTIONS = List.of(64, 256, 1);

    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    /** So many requests make a server warm, whatever else its machine does meanwhile. */
    private static final int WARM = 30_000;

    private static final Map<Integer, Double> FASTER = Map.of(64, 2.0, 256, 2.5);
    /** Nobody takes what is accepted here, and a quiet machine accepts more than a queue otherwise holds. */
    private static final Map<String, String> NEVER_FULL = Map.of("GATEHOUSE_EXECUTION_QUEUE_LIMIT", "1000000");

    private static final Goal GATEWAY = Goal.atMost(200);
    private static final Goal DATABASE = Goal.atMost(80);

    @TempDir
    private Path folder;

    /** A server under load: where it is, whose CPU counts, and what was measured, round by round. */
    private record Rival(
            String name,
            HttpLoad load,
            long pid,
            long databasePid,
            List<Double> perSecond,
            List<Double> server,
            List<Double> database,
            List<Double> p99) {
        Rival(String name, HttpLoad load, long pid, long databasePid) {
            this(
                    name,
                    load,
                    pid,
                    databasePid,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }

        void warmUp(int connections) {
            int least = connections == 1 ? 1 : WARM;
            for (int done = 0; done < least; ) {
                done += load.run(connections, WARM_UP).requests();
            }
        }

        void measure(int connections) {
            double serverBefore = CpuMeter.of(pid);
            double databaseBefore = CpuMeter.ofFamily(databasePid);
            HttpLoad.Done done = load.run(connections, ROUND);
            perSecond.add(done.perSecond());
            p99.add(done.millis(0.99));
            server.add((CpuMeter.of(pid) - serverBefore) / done.requests());
            database.add((CpuMeter.ofFamily(databasePid) - databaseBefore) / done.requests());
        }
    }

    @Test
    void accept() throws IOException, SQLException, GeneralSecurityException {
        var report = new BenchReport("accept");
        try (var installation = Installation.inNewHome(NEVER_FULL);
                var baseline = BaselineServer.started(folder)) {
            installation.up();
            installation.kill("worker");
            var machine = new OtherLoad(
                    List.of(installation.pid("gateway").orElseThrow(), baseline.pid()),
                    List.of(installation.pid("database").orElseThrow(), baseline.databasePid()));
            for (int connections : CONNECTIONS) {
                installation.apply(job(connections));
                List<Rival> rivals = rivals(installation, baseline, connections);
                rivals.forEach(rival -> rival.warmUp(connections));
                for (int round = 0; round < ROUNDS; round++) {
                    rivals.forEach(rival -> rival.measure(connections));
                }
                describe(report, connections, rivals);
            }
            machine.describe(report);
        }
        report.publish();
    }

    private static List<Rival> rivals(Installation installation, BaselineServer baseline, int connections)
            throws IOException {
        String body = "{\"job\":\"demo.bench/accept-" + connections + "\",\"inputs\":{\"day\":\"2026-11-26\"}}";
        String token = installation
                .read(installation.home().resolve("tokens/demo.token"))
                .strip();
        return List.of(
                new Rival(
                        "bare",
                        new HttpLoad(baseline.port(), "/bare", "", body, 200),
                        baseline.pid(),
                        baseline.databasePid()),
                new Rival(
                        "hand-written",
                        new HttpLoad(baseline.port(), "/hand-written", baseline.token(), body, 200),
                        baseline.pid(),
                        baseline.databasePid()),
                new Rival(
                        "gatehouse",
                        new HttpLoad(installation.port(), "/api/v1/demo/executions", token, body, 201),
                        installation.pid("gateway").orElseThrow(),
                        installation.pid("database").orElseThrow()));
    }

    private static void describe(BenchReport report, int connections, List<Rival> rivals) {
        Samples handWritten = samples(rivals.get(1).perSecond());
        for (Rival rival : rivals) {
            String of = rival.name() + ", " + connections + (connections == 1 ? " connection" : " connections");
            boolean ours = rival.name().equals("gatehouse");
            Goal[] faster = ours && FASTER.containsKey(connections)
                    ? new Goal[] {Goal.atLeast(FASTER.get(connections))}
                    : new Goal[0];
            boolean judged = ours && connections > 1;
            report.addAgainst(of, samples(rival.perSecond()), "requests/s", handWritten.median(), faster);
            report.add(of + ", server", samples(rival.server()), "µs CPU", judged ? new Goal[] {GATEWAY} : new Goal[0]);
            report.add(
                    of + ", PostgreSQL",
                    samples(rival.database()),
                    "µs CPU",
                    judged ? new Goal[] {DATABASE} : new Goal[0]);
            report.add(of + ", p99", samples(rival.p99()), "ms");
        }
    }

    private static Samples samples(List<Double> rounds) {
        return new Samples(rounds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** A job whose group has no worker: what is measured is acceptance alone. */
    private static String job(int connections) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: demo.bench}
                spec: {description: What the benchmarks submit}
                ---
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: accept-%1$d}
                spec: {description: Without workers}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.bench, name: accept-%1$d}
                spec:
                  workerGroup: accept-%1$d
                  inputs: {type: object, required: [day], properties: {day: {type: string, format: date}}}
                  run: {process: {command: ["true"]}}
                """.formatted(connections);
    }
}
