package dev.gatehouse.cli;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executions from their acceptance to their report, through the real protocol: by real workers whose connector does
 * nothing, then the same beside a million that have ended, then with a process by the installation's own worker.
 */
class LifecycleBenchmark {
    private static final List<Integer> WORKERS = List.of(1, 16, 4);
    private static final int SLOTS = 16;
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final int IDLE = 100;
    private static final int MANY = 1_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    /** One round: executions a second, and microseconds of CPU and pages of the database for each. */
    private record Round(double perSecond, double gateway, double worker, double database, double pages) {
        double all() {
            return gateway + worker + database;
        }
    }

    @Test
    void lifecycle() throws IOException, InterruptedException, SQLException {
        var report = new BenchReport("lifecycle");
        try (var installation = Installation.inNewHome()) {
            installation.up();
            installation.apply(job("process", "default"));
            var machine = new OtherLoad(
                    List.of(installation.pid("gateway").orElseThrow()),
                    List.of(installation.pid("database").orElseThrow()));
            process(report, installation);
            installation.kill("worker");
            List<Round> few = List.of();
            for (int workers : WORKERS) {
                installation.apply(job("noop-" + workers, "noop-" + workers));
                few = noOp(report, installation, workers, "", OptionalDouble.empty());
            }
            FinishedExecutions.insert(installation, MANY);
            List<Round> many =
                    noOp(report, installation, WORKERS.getLast(), ", 1,000,000 ended", baseline(few, Round::all));
            report.addAgainst(
                    "pages touched beside 1,000,000 ended",
                    samples(many, Round::pages),
                    "pages",
                    samples(few, Round::pages).median(),
                    Goal.atMost(1.0));
            machine.describe(report);
        }
        report.publish();
    }

    private List<Round> noOp(
            BenchReport report, Installation installation, int workers, String suffix, OptionalDouble baseline)
            throws IOException, InterruptedException, SQLException {
        String name = "noop-" + workers;
        HttpLoad load = load(installation, name);
        try (var running =
                NoOpWorkers.start(installation, folder.resolve(name + suffix.length()), name, workers, SLOTS)) {
            round(installation, load, running, WARM_UP);
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                rounds.add(round(installation, load, running, ROUND));
            }
            String of = workers + (workers == 1 ? " worker" : " workers") + suffix;
            report.add(of, samples(rounds, Round::perSecond), "executions/s", Goal.atLeast(600));
            report.add(of + ", gateway", samples(rounds, Round::gateway), "µs CPU");
            report.add(of + ", worker", samples(rounds, Round::worker), "µs CPU");
            report.add(of + ", PostgreSQL", samples(rounds, Round::database), "µs CPU");
            if (baseline.isPresent()) {
                report.addAgainst(
                        of + ", in all",
                        samples(rounds, Round::all),
                        "µs CPU",
                        baseline.getAsDouble(),
                        Goal.atMost(1.2));
            } else {
                report.add(of + ", in all", samples(rounds, Round::all), "µs CPU", Goal.atMost(1_500));
            }
            report.add(of + ", pages touched", samples(rounds, Round::pages), "pages");
            idle(report, installation, running, name, of);
            return rounds;
        }
    }

    private static Round round(Installation installation, HttpLoad load, NoOpWorkers running, Duration time)
            throws SQLException {
        long gateway = installation.pid("gateway").orElseThrow();
        long database = installation.pid("database").orElseThrow();
        int begunBefore = running.begun();
        double pages = FinishedExecutions.pages(installation);
        double gatewayBefore = CpuMeter.of(gateway);
        double databaseBefore = CpuMeter.ofFamily(database);
        double workerBefore = CpuMeter.of(running.pid());
        long start = System.nanoTime();
        int count = load.run(CONNECTIONS, time).requests();
        until(() -> running.begun() - begunBefore == count);
        double seconds = (System.nanoTime() - start) / 1e9;
        // The last ones are reported, sequenced and counted.
        LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());
        return new Round(
                count / seconds,
                (CpuMeter.of(gateway) - gatewayBefore) / count,
                (CpuMeter.of(running.pid()) - workerBefore) / count,
                (CpuMeter.ofFamily(database) - databaseBefore) / count,
                (FinishedExecutions.pages(installation) - pages) / count);
    }

    /** From the request to the moment at which the worker hands the job to its connector. */
    private static void idle(BenchReport report, Installation installation, NoOpWorkers running, String job, String of)
            throws IOException, InterruptedException {
        double[] millis = new double[IDLE];
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < IDLE; i++) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                long asked = System.nanoTime();
                String id = Json.parse(http.send(submission(installation, job), HttpResponse.BodyHandlers.ofByteArray())
                                .body())
                        .get("id")
                        .textValue();
                until(() -> running.begun(id).isPresent());
                millis[i] = (running.begun(id).orElseThrow() - asked) / 1e6;
            }
        }
        Arrays.sort(millis);
        report.add(of + ", submit to start, p50", new Samples(millis[IDLE / 2]), "ms", Goal.atMost(15));
        report.add(of + ", submit to start, p99", new Samples(millis[IDLE * 99 / 100]), "ms");
    }

    /** A process job by the installation's own worker; what its processes cost is counted apart. */
    private static void process(BenchReport report, Installation installation) {
        long gateway = installation.pid("gateway").orElseThrow();
        long worker = installation.pid("worker").orElseThrow();
        HttpLoad load = load(installation, "process");
        load.run(1, ROUND);
        untilQuiet(worker);
        double gatewayBefore = CpuMeter.of(gateway);
        double workerBefore = CpuMeter.of(worker);
        double familyBefore = CpuMeter.ofFamily(worker);
        int count = load.run(1, ROUND).requests();
        untilQuiet(worker);
        double own = CpuMeter.of(worker) - workerBefore;
        report.add("process job, gateway", new Samples((CpuMeter.of(gateway) - gatewayBefore) / count), "µs CPU");
        report.add("process job, worker", new Samples(own / count), "µs CPU");
        report.add(
                "process job, its processes",
                new Samples((CpuMeter.ofFamily(worker) - familyBefore - own) / count),
                "µs CPU");
    }

    private static void untilQuiet(long worker) {
        double[] last = {CpuMeter.ofFamily(worker)};
        until(() -> {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            double now = CpuMeter.ofFamily(worker);
            boolean quiet = now - last[0] < 50_000;
            last[0] = now;
            return quiet;
        });
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not everything that was submitted began");
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static HttpLoad load(Installation installation, String job) {
        return new HttpLoad(installation.port(), "/api/v1/demo/executions", token(installation), body(job), 201);
    }

    private static HttpRequest submission(Installation installation, String job) {
        return HttpRequest.newBuilder(URI.create(installation.url() + "/api/v1/demo/executions"))
                .header("Authorization", "Bearer " + token(installation))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(job)))
                .build();
    }

    private static String token(Installation installation) {
        return installation
                .read(installation.home().resolve("tokens/demo.token"))
                .strip();
    }

    private static String body(String job) {
        return "{\"job\":\"demo.bench/" + job + "\"}";
    }

    private static Samples samples(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return new Samples(rounds.stream().mapToDouble(figure).toArray());
    }

    private static OptionalDouble baseline(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return OptionalDouble.of(samples(rounds, figure).median());
    }

    private static String job(String name, String group) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: demo.bench}
                spec: {description: What the benchmarks submit}
                ---
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: %2$s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.bench, name: %1$s}
                spec:
                  workerGroup: %2$s
                  run: {process: {command: ["true"]}}
                """.formatted(name, group);
    }
}
