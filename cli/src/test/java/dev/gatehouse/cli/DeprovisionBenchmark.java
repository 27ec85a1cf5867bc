package dev.gatehouse.cli;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import dev.gatehouse.cli.ProvisionedPeople.Person;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.Stop;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The end of the access of somebody with a thousand executions that wait and a hundred that run: from the identity
 * provider's answer to the last refusal, the last revocation and the last stop signal that a worker heard. And whether
 * anything began after the answer.
 */
class DeprovisionBenchmark {
    private static final int ROUNDS = 20;
    private static final int WAITING = 1_000;
    private static final int RUNNING = 100;
    private static final int PART = 100;
    private static final int RACES = 1_000;
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String RESOURCES = """
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: waiting}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: running}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Secret
            metadata: {namespace: demo.weather, name: raced}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: waiting}
            spec: {workerGroup: waiting, run: {process: {command: ["true"]}}}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: running}
            spec: {workerGroup: running, run: {process: {command: ["true"]}}}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: racing}
            spec:
              workerGroup: running
              run: {process: {command: ["true"], env: {SECRET: "${{ secrets.raced }}"}}}
            """;

    @TempDir
    private Path folder;

    /** Milliseconds from the answer to the last of each. */
    private record Round(double refusal, double revocation, double stop) {
        double last() {
            return Math.max(refusal, Math.max(revocation, stop));
        }
    }

    /** Who says it to whom, and where the worker and the person ask. */
    private record Setting(String name, List<Installation> doors, boolean told, double goal) {
        Installation directory() {
            return doors.getFirst();
        }

        Installation door() {
            return doors.getLast();
        }
    }

    @Test
    void deprovision() throws IOException, InterruptedException, ExecutionException {
        var report = new BenchReport("deprovision");
        Path key = folder.resolve("master.key");
        MasterKey.create(key, new SecureRandom());
        try (var server = DebianPostgres.startedIn(folder)) {
            Map<String, String> environment = new HashMap<>(server.environment());
            environment.put("GATEHOUSE_MASTER_KEY_FILE", key.toString());
            try (var first = Installation.inNewHome(environment);
                    var second = Installation.inNewHome(environment)) {
                first.up();
                first.kill("worker");
                first.apply(RESOURCES);
                first.gatehouseWithInput("correct-horse-battery-staple", "secret", "put", "demo.weather/raced");
                try (var people = ProvisionedPeople.of(first, server);
                        var worker = AskingWorker.joined(first, "running")) {
                    measure(report, people, worker, new Setting("one gateway", List.of(first), true, 2_000));
                    second.up();
                    second.kill("worker");
                    var both = List.of(first, second);
                    var machine = new OtherLoad(
                            both.stream()
                                    .map(each -> each.pid("gateway").orElseThrow())
                                    .toList(),
                            List.of());
                    measure(report, people, worker, new Setting("two gateways", both, true, 2_000));
                    measure(report, people, worker, new Setting("two gateways, none told", both, false, 5_000));
                    races(report, people, worker, both);
                    machine.describe(report);
                }
            }
        }
        report.publish();
    }

    private static void measure(BenchReport report, ProvisionedPeople people, AskingWorker worker, Setting setting)
            throws InterruptedException, ExecutionException {
        List<Round> rounds = new ArrayList<>();
        List<Person> all = people.launchers(setting.doors(), ROUNDS + 1);
        for (Person who : all) {
            rounds.add(round(people, worker, setting, who));
        }
        // The first is the compilers'.
        List<Round> warm = rounds.subList(1, rounds.size());
        report.add(setting.name() + ", last refusal", samples(warm, Round::refusal), "ms");
        report.add(setting.name() + ", last revocation", samples(warm, Round::revocation), "ms");
        report.add(setting.name() + ", last stop signal", samples(warm, Round::stop), "ms");
        report.add(
                setting.name() + ", all of it, worst round",
                new Samples(samples(warm, Round::last).most()),
                "ms",
                Goal.atMost(setting.goal()));
    }

    private static Samples samples(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return new Samples(rounds.stream().mapToDouble(figure).toArray());
    }

    private static Round round(ProvisionedPeople people, AskingWorker worker, Setting setting, Person who)
            throws InterruptedException, ExecutionException {
        Set<String> running = new HashSet<>(people.submit(setting.directory(), who, "demo.weather/running", RUNNING));
        worker.renew(setting.door().url());
        begin(worker, setting.door(), running.size());
        worker.renew(setting.door().url());
        // In parts, for the worker's session has to live on meanwhile.
        for (int left = WAITING; left > 0; left -= PART) {
            people.submit(setting.directory(), who, "demo.weather/waiting", Math.min(left, PART));
            worker.renew(setting.door().url());
        }
        setting.doors().forEach(door -> people.isTaken(door, who));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> stopped = threads.submit(() -> heard(worker, setting.door(), running));
            if (setting.told()) {
                people.deactivate(setting.directory(), who);
            } else {
                people.deactivateUntold(who);
            }
            long answered = System.nanoTime();
            Future<Long> refused = threads.submit(() ->
                    when(() -> setting.doors().stream().allMatch(door -> people.isRefused(door, who))));
            Future<Long> revoked = threads.submit(() -> when(() -> people.executions(who, "QUEUED") == 0));
            var round = new Round(
                    millis(answered, refused.get()), millis(answered, revoked.get()), millis(answered, stopped.get()));
            worker.forget();
            return round;
        }
    }

    private static void begin(AskingWorker worker, Installation door, int count) {
        int begun = 0;
        while (begun < count) {
            for (Claim claim : worker.take(door.url(), count - begun)) {
                if (!(worker.start(door.url(), claim) instanceof StartAnswer.Started)) {
                    throw new AssertionError("what nothing stands against did not start");
                }
                begun++;
            }
        }
    }

    /** When the worker has heard that all of them are to stop. */
    private static long heard(AskingWorker worker, Installation door, Set<String> running) {
        Set<String> left = new HashSet<>(running);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!left.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(left.size() + " of " + running.size() + " were never told to stop");
            }
            worker.control(door.url()).stream().map(Stop::execution).forEach(left::remove);
        }
        return System.nanoTime();
    }

    private static long when(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return System.nanoTime();
    }

    private static double millis(long from, long to) {
        return Math.max(0, (to - from) / 1e6);
    }

    private static void races(
            BenchReport report, ProvisionedPeople people, AskingWorker worker, List<Installation> both)
            throws InterruptedException, ExecutionException {
        List<Person> all = people.launchers(both, RACES);
        var races = new EndRaces(people, both.getFirst(), both.getLast(), worker, "demo.weather/racing");
        EndRaces.Result result = races.run(all);
        report.add("races", new Samples(RACES), "");
        report.add("races that the start won", new Samples(result.begun()), "");
        report.add("starts after the answer", new Samples(result.startsAfter()), "", Goal.atMost(0));
        report.add("sealed secrets after the answer", new Samples(result.envelopesAfter()), "", Goal.atMost(0));
        report.add("acceptances after the answer", new Samples(result.acceptedAfter()), "", Goal.atMost(0));
    }
}
