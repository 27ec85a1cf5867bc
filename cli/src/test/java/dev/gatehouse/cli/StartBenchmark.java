package dev.gatehouse.cli;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What {@code up} costs after a {@code down}, and the memory of each process at rest and after a load. */
class StartBenchmark {
    private static final int STARTS = 5;
    private static final int CONNECTIONS = 16;
    private static final Duration LOAD = Duration.ofSeconds(20);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final double MICROS = 1e6;

    /**
     * Seconds of one start: of CPU of each part, of wall time, of the worker alone until it is ready, and of the whole
     * machine's CPU meanwhile.
     */
    private record Start(
            double gateway,
            double worker,
            double database,
            double script,
            double wall,
            double workerWall,
            double machine) {
        double cpu() {
            return gateway + worker + database + script;
        }

        /** Cores that worked for something else. */
        double others() {
            return (machine - cpu()) / Math.max(wall, workerWall);
        }
    }

    @Test
    void start() throws IOException {
        var report = new BenchReport("start");
        try (var installation = Installation.inNewHome()) {
            Start first = up(installation);
            report.add("first up, CPU", new Samples(first.cpu()), "s");
            report.add("first up", new Samples(first.wall()), "s");
            down(report, installation, "first down");
            List<Start> starts = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                starts.add(up(installation));
                if (i < STARTS - 1) {
                    installation.gatehouse("down");
                }
            }
            describe(report, starts);
            LockSupport.parkNanos(REST.toNanos());
            memory(report, installation, "at rest", Goal.atMost(120));
            load(installation);
            memory(report, installation, "after load");
        }
        report.publish();
    }

    private static Start up(Installation installation) {
        double endedBefore = CpuMeter.ofEnded();
        double machineBefore = CpuMeter.ofMachine();
        long begun = System.nanoTime();
        installation.up();
        double wall = (System.nanoTime() - begun) / 1e9;
        long gateway = pid(installation, "gateway");
        long worker = pid(installation, "worker");
        double workerWall = secondsUntilReady(installation, worker);
        return new Start(
                CpuMeter.of(gateway) / MICROS,
                CpuMeter.ofFamily(worker) / MICROS,
                CpuMeter.ofFamily(pid(installation, "database")) / MICROS,
                (CpuMeter.ofEnded() - endedBefore) / MICROS,
                wall,
                workerWall,
                (CpuMeter.ofMachine() - machineBefore) / MICROS);
    }

    /** From the start of its process to the file that says that it has a session. */
    private static double secondsUntilReady(Installation installation, long worker) {
        try {
            FileTime ready = Files.readAttributes(
                            installation.home().resolve("worker/ready"), BasicFileAttributes.class)
                    .lastModifiedTime();
            Instant begun =
                    ProcessHandle.of(worker).orElseThrow().info().startInstant().orElseThrow();
            return Duration.between(begun, ready.toInstant()).toMillis() / 1e3;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void down(BenchReport report, Installation installation, String name) {
        long begun = System.nanoTime();
        installation.gatehouse("down");
        report.add(name, new Samples((System.nanoTime() - begun) / 1e9), "s");
    }

    private static void describe(BenchReport report, List<Start> starts) {
        report.add("up, CPU", samples(starts, Start::cpu), "s", Goal.atMost(12));
        report.add("up, CPU of the gateway", samples(starts, Start::gateway), "s");
        report.add("up, CPU of the worker", samples(starts, Start::worker), "s");
        report.add("up, CPU of PostgreSQL", samples(starts, Start::database), "s");
        report.add("up, CPU of the script and its commands", samples(starts, Start::script), "s");
        report.add("up", samples(starts, Start::wall), "s");
        report.add("worker until it has a session", samples(starts, Start::workerWall), "s", Goal.atMost(2));
        report.add("cores busy with other things", samples(starts, Start::others), "cores");
    }

    private static Samples samples(List<Start> starts, ToDoubleFunction<Start> figure) {
        return new Samples(starts.stream().mapToDouble(figure).toArray());
    }

    /** Where processes share pages each has its part of them: PostgreSQL's would be counted many times over. */
    private static void memory(BenchReport report, Installation installation, String when, Goal... worker) {
        report.add("gateway " + when, new Samples(CpuMeter.memory(pid(installation, "gateway"))), "MB");
        report.add("worker " + when, new Samples(CpuMeter.memory(pid(installation, "worker"))), "MB", worker);
        report.add("PostgreSQL " + when, new Samples(CpuMeter.memoryOfFamily(pid(installation, "database"))), "MB");
    }

    private static void load(Installation installation) {
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: nothing}
                spec:
                  workerGroup: default
                  run: {process: {command: ["true"]}}
                """);
        String token = installation
                .read(installation.home().resolve("tokens/demo.token"))
                .strip();
        new HttpLoad(installation.port(), "/api/v1/demo/executions", token, "{\"job\":\"demo.weather/nothing\"}", 201)
                .run(CONNECTIONS, LOAD);
    }

    private static long pid(Installation installation, String what) {
        return installation.pid(what).orElseThrow();
    }
}
