package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import dev.gatehouse.cli.MeteredRuns.Round;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executions from their acceptance to their report, through the real protocol: by real workers whose connector does
 * nothing, then the same beside a million that have ended; and of process jobs by the installation's own worker.
 */
class LifecycleBenchmark {
    private static final List<Integer> WORKERS = List.of(1, 16, 4);
    private static final int SLOTS = 16;
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(6);
    /** The first round of all: the JVMs' compilers are at work for that long. */
    private static final int WARM = 20_000;

    private static final int WARM_AGAIN = 8_000;
    /** Few at first: a gateway that has just begun cannot take many at once. */
    private static final int FIRST_CONNECTIONS = 8;

    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final int ALONE = 20;
    private static final int FORKS = 300;
    private static final int WARM_PROCESSES = 1_000;
    private static final int IDLE = 100;
    private static final int MANY = 1_000_000;

    @TempDir
    private Path folder;

    /** Whether the gateway has had its warm-up; each process of workers needs one of its own. */
    private boolean warm;

    @Test
    void lifecycle() throws IOException, InterruptedException, SQLException {
        var report = new BenchReport("lifecycle");
        try (var installation = Installation.inNewHome()) {
            installation.up();
            var machine = new OtherLoad(
                    List.of(installation.pid("gateway").orElseThrow()),
                    List.of(installation.pid("database").orElseThrow()));
            installation.kill("worker");
            List<Round> few = List.of();
            for (int workers : WORKERS) {
                installation.apply(job("noop-" + workers, "noop-" + workers));
                few = noOp(report, installation, workers, "", OptionalDouble.empty());
            }
            StatementPages before = pages(installation, "before");
            FinishedExecutions.insert(installation, MANY);
            noOp(report, installation, WORKERS.getLast(), ", 1,000,000 ended", baseline(few, Round::all));
            comparePages(report, before, pages(installation, "after"));
            machine.describe(report);
        }
        report.publish();
    }

    /** A process job by the installation's own worker, and beside it what the fork alone costs. */
    @Test
    void process() throws IOException, InterruptedException {
        var report = new BenchReport("process");
        try (var installation = Installation.inNewHome()) {
            installation.up();
            installation.apply(job("process", "default"));
            var machine = new OtherLoad(
                    List.of(installation.pid("gateway").orElseThrow()),
                    List.of(
                            installation.pid("database").orElseThrow(),
                            installation.pid("worker").orElseThrow()));
            process(report, installation);
            bareFork(report);
            machine.describe(report);
        }
        report.publish();
    }

    /** What an execution's statements touch when it goes its way alone. */
    private StatementPages pages(Installation installation, String when)
            throws IOException, InterruptedException, SQLException {
        String job = "noop-" + WORKERS.getLast();
        try (var running = NoOpWorkers.start(installation, folder.resolve("pages-" + when), job, 1, SLOTS);
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            return StatementPages.of(installation, () -> {
                for (int i = 0; i < ALONE; i++) {
                    String id = submitted(http, installation, job);
                    MeteredRuns.until(() -> running.begun(id).isPresent());
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            });
        }
    }

    private static void comparePages(BenchReport report, StatementPages few, StatementPages many) {
        for (String act : StatementPages.names()) {
            double more = many.pages(act) - few.pages(act);
            report.addAgainst(
                    act + ", pages beside 1,000,000 ended", new Samples(many.pages(act)), "pages", few.pages(act));
            report.add(
                    act + ", pages more than one for each level that an index has grown",
                    new Samples(more - many.deeper(act, few)),
                    "pages",
                    Goal.atMost(0));
        }
    }

    private List<Round> noOp(
            BenchReport report, Installation installation, int workers, String suffix, OptionalDouble baseline)
            throws IOException, InterruptedException {
        String name = "noop-" + workers;
        try (var running =
                NoOpWorkers.start(installation, folder.resolve(name + suffix.length()), name, workers, SLOTS)) {
            var runs = new MeteredRuns(installation, load(installation, name), running);
            warmUp(runs);
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                rounds.add(runs.round(CONNECTIONS, ROUND));
            }
            String of = workers + (workers == 1 ? " worker" : " workers") + suffix;
            report.add(of, MeteredRuns.samples(rounds, Round::perSecond), "executions/s", Goal.atLeast(600));
            report.add(of + ", gateway", MeteredRuns.samples(rounds, Round::gateway), "µs CPU");
            report.add(of + ", worker", MeteredRuns.samples(rounds, Round::worker), "µs CPU");
            report.add(of + ", PostgreSQL", MeteredRuns.samples(rounds, Round::database), "µs CPU");
            if (baseline.isPresent()) {
                report.addAgainst(
                        of + ", in all",
                        MeteredRuns.samples(rounds, Round::all),
                        "µs CPU",
                        baseline.getAsDouble(),
                        Goal.atMost(1.2));
            } else {
                report.add(of + ", in all", MeteredRuns.samples(rounds, Round::all), "µs CPU", Goal.atMost(1_500));
            }
            idle(report, installation, running, name, of);
            return rounds;
        }
    }

    private void warmUp(MeteredRuns runs) {
        int wanted = warm ? WARM_AGAIN : WARM;
        int connections = warm ? CONNECTIONS : FIRST_CONNECTIONS;
        for (int done = 0; done < wanted; connections = CONNECTIONS) {
            done += runs.round(connections, WARM_UP).count();
        }
        warm = true;
    }

    /** From the request to the moment at which the worker hands the job to its connector. */
    private static void idle(
            BenchReport report, Installation installation, NoOpWorkers running, String job, String of) {
        double[] millis = new double[IDLE];
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < IDLE; i++) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                long asked = System.nanoTime();
                String id = submitted(http, installation, job);
                MeteredRuns.until(() -> running.begun(id).isPresent());
                millis[i] = (running.begun(id).orElseThrow() - asked) / 1e6;
            }
        }
        Arrays.sort(millis);
        report.add(of + ", submit to start, p50", new Samples(millis[IDLE / 2]), "ms", Goal.atMost(15));
        report.add(of + ", submit to start, p99", new Samples(millis[IDLE * 99 / 100]), "ms");
    }

    /** The id of an execution that was accepted; asks again where the database was just taken away. */
    private static String submitted(HttpClient http, Installation installation, String job) {
        String[] id = {""};
        MeteredRuns.until(() -> {
            id[0] = answered(http, installation, job).path("id").asText("");
            return !id[0].isEmpty();
        });
        return id[0];
    }

    private static JsonNode answered(HttpClient http, Installation installation, String job) {
        try {
            return Json.parse(http.send(submission(installation, job), HttpResponse.BodyHandlers.ofByteArray())
                    .body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** What {@code true} costs a JVM that starts it as workers start processes, with nothing around it. */
    private static void bareFork(BenchReport report) throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        fork(FORKS);
        double ownBefore = CpuMeter.of(self);
        double familyBefore = CpuMeter.ofFamily(self);
        fork(FORKS);
        double own = CpuMeter.of(self) - ownBefore;
        report.add("bare `true`, the JVM that starts it", new Samples(own / FORKS), "µs CPU");
        report.add(
                "bare `true`, its process",
                new Samples((CpuMeter.ofFamily(self) - familyBefore - own) / FORKS),
                "µs CPU");
    }

    private static void fork(int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            new ProcessBuilder("true").start().waitFor();
        }
    }

    /** A process job by the installation's own worker; what its processes cost is counted apart. */
    private static void process(BenchReport report, Installation installation) {
        long gateway = installation.pid("gateway").orElseThrow();
        long worker = installation.pid("worker").orElseThrow();
        HttpLoad load = load(installation, "process");
        for (int warmUp = 0; warmUp < WARM_PROCESSES; ) {
            warmUp += load.run(1, ROUND).requests();
            untilQuiet(worker);
        }
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
        MeteredRuns.until(() -> {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            double now = CpuMeter.ofFamily(worker);
            boolean quiet = now - last[0] < 50_000;
            last[0] = now;
            return quiet;
        });
    }

    private static HttpLoad load(Installation installation, String job) {
        return HttpLoad.ofRuns(installation, "demo.bench/" + job);
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

    private static OptionalDouble baseline(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return OptionalDouble.of(MeteredRuns.samples(rounds, figure).median());
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
