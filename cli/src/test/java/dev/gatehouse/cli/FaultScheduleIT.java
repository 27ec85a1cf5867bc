package dev.gatehouse.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.Fault.Kind;
import dev.gatehouse.cli.Fault.Target;
import dev.gatehouse.cli.History.Accounts;
import dev.gatehouse.cli.History.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever is killed, paused, cut off or slowed down: nothing acknowledged is lost, what ended stays as it ended, no
 * job begins more often than it may or without a valid decision, none outlives its worker, and the log verifies.
 *
 * <p>{@code FAULT_ROUNDS} says how many rounds there are (20), {@code FAULT_SEED} the seed of the first one; each has
 * the next number, so that {@code FAULT_ROUNDS=1} with a round's seed brings the same faults again.
 */
class FaultScheduleIT {
    private static final long ROUNDS = 20;
    private static final long LARGEST_SEED = 1_000_000_000;
    private static final Duration CALLERS_PATIENCE = Duration.ofSeconds(8);
    private static final Duration IN_THE_END = Duration.ofMinutes(3);

    /** Less than most naps have left, so that a job that goes on is not taken for one that was killed. */
    private static final Duration AFTER_A_KILL = Duration.ofSeconds(3);

    /** A log that is verified contains the one before; it grows with the run. */
    private static final int ROUNDS_BETWEEN_LOOKS_AT_THE_LOG = 5;

    /** Of executions, starts and reports, where everything is away for most of a round. */
    private static final long LEAST_OF_A_ROUND = 10;

    private final History history = new History();
    private final AtomicInteger befallen = new AtomicInteger();
    private final long begun = System.nanoTime();

    @Test
    void thePromisesHoldWhateverFails() throws Exception {
        long seed = setting("FAULT_SEED")
                .orElseGet(() -> ThreadLocalRandom.current().nextLong(LARGEST_SEED));
        long rounds = setting("FAULT_ROUNDS").orElse(ROUNDS);
        Fleet fleet = Fleet.started();
        try (fleet) {
            say("FAULT_SEED=" + seed + " FAULT_ROUNDS=" + rounds + " in " + fleet.root());
            FaultJobs jobs = FaultJobs.declaredIn(fleet);
            Leaver leaver = Leaver.invited(fleet, history);
            aJobIsFoundAndGone(fleet);
            workersGoOnAtTheOtherGateway(fleet);
            assertThat(violations(fleet, jobs, leaver, seed, rounds))
                    .as("FAULT_SEED=" + seed + " FAULT_ROUNDS=" + rounds + "; the logs are in " + fleet.root())
                    .isEmpty();
            findAJob(fleet);
        }
        Installation.until(
                "nothing is left of the fleet and of the job that ran when it ended",
                AFTER_A_KILL,
                () -> fleet.processes().isEmpty());
        delete(fleet.root());
    }

    /** Whoever looks for jobs that outlive their worker has to be able to find one. */
    private void aJobIsFoundAndGone(Fleet fleet) throws IOException {
        String id = findAJob(fleet);
        history.answered("the first one", id, History.NO_ROUND);
        fleet.callers(CALLERS_PATIENCE)
                .getFirst()
                .post("executions/" + id + "/cancel", Json.object())
                .orThrow();
        Installation.until("the cancelled job is gone", () -> fleet.jobs().isEmpty());
    }

    /** What the faults of a gateway are to show is nothing where its workers fall silent with it. */
    private static void workersGoOnAtTheOtherGateway(Fleet fleet) {
        fleet.part(Target.FIRST_GATEWAY).suffer(Kind.KILL);
        Instant gone = fleet.now();
        Installation.until(
                "both workers renew at the other gateway", Duration.ofSeconds(10), () -> fleet.renewedSince(gone) == 2);
        fleet.part(Target.FIRST_GATEWAY).mend();
        assertThat(fleet.settle()).isEmpty();
    }

    /** Begins a job that naps, and waits until its processes are seen. */
    private static String findAJob(Fleet fleet) throws IOException {
        JsonNode answer = fleet.callers(CALLERS_PATIENCE)
                .getFirst()
                .post("executions", FaultJobs.Kind.QUICK.request("25", 0))
                .orThrow()
                .json();
        Installation.until(
                "the processes of a running job are found", () -> !fleet.jobs().isEmpty());
        return answer.path("id").asText();
    }

    private List<String> violations(Fleet fleet, FaultJobs jobs, Leaver leaver, long seed, long rounds)
            throws Exception {
        var load = new Load(fleet.callers(CALLERS_PATIENCE), history, seed);
        load.begin();
        for (int round = 1; round <= rounds; round++) {
            boolean inTheMiddle = round == (rounds + 1) / 2;
            round(fleet, load, round, seed + round - 1, inTheMiddle ? List.of(leaver::leave) : List.of());
            if (inTheMiddle) {
                leaver.awaitRefusals();
            }
        }
        if (!load.end(IN_THE_END)) {
            history.contradicted("a caller got no answer within " + IN_THE_END + " after everything was mended");
        }
        awaitTheEndOfAll(fleet);
        verifyLog(fleet);
        try (Connection connection = fleet.database()) {
            Map<String, Recorded> record = FinalRecord.of(connection);
            var accounts = new Accounts(jobs.began(), jobs.ended(), fleet.reports());
            var states = new TreeMap<>(record.values().stream().collect(groupingBy(Recorded::state, counting())));
            say("%d executions and %d faults after %d s: %s"
                    .formatted(record.size(), befallen.get(), seconds(), states));
            List<String> violations = history.violations(record, accounts);
            if (violations.isEmpty()) {
                isNoIdleRun(rounds, record, accounts);
                wasStartedBeforeItLeftOnly(leaver, record);
            }
            return violations;
        }
    }

    /** Else nobody met a permit that was worth nothing any more. */
    private static void wasStartedBeforeItLeftOnly(Leaver leaver, Map<String, Recorded> record) {
        List<Recorded> asked = record.values().stream()
                .filter(each -> each.subject().equals(leaver.subject()))
                .toList();
        assertThat(asked).as("refused").anyMatch(each -> each.state().equals("REVOKED"));
        assertThat(asked)
                .as("started")
                .anyMatch(each ->
                        each.events().stream().anyMatch(event -> event.code().equals("execution.started")));
    }

    /** A run in which little was asked for or hardly anything happened keeps every promise and proves nothing. */
    private void isNoIdleRun(long rounds, Map<String, Recorded> record, Accounts accounts) {
        assertThat((long) befallen.get()).as("faults").isGreaterThanOrEqualTo(rounds);
        assertThat((long) record.size()).as("executions").isGreaterThanOrEqualTo(LEAST_OF_A_ROUND * rounds);
        assertThat((long) accounts.began().size()).as("began").isGreaterThanOrEqualTo(LEAST_OF_A_ROUND * rounds);
        assertThat((long) accounts.reports().size()).as("reports").isGreaterThanOrEqualTo(LEAST_OF_A_ROUND * rounds);
        assertThat(record.values().stream().filter(each -> each.state().equals("SUCCEEDED")))
                .as("successes")
                .hasSizeGreaterThan(record.size() / 2);
    }

    /**
     * Meanwhile, something else may be done besides. Where the database alone suffers, what was asked for in the round ends in it: then nothing
     * may be lost.
     */
    private void round(Fleet fleet, Load load, int round, long seed, List<Runnable> besides) throws Exception {
        List<Fault> faults = Fault.schedule(seed);
        boolean databaseAlone = faults.stream().allMatch(fault -> fault.target() == Target.DATABASE);
        say("round %d, seed %d, after %d s: %s".formatted(round, seed, seconds(), faults));
        load.belongsTo(round);
        befall(fleet, faults, besides);
        fleet.settle().forEach(history::contradicted);
        if (databaseAlone) {
            load.rest();
            awaitTheEndOfAll(fleet);
            history.onlyTheDatabaseSuffersIn(round);
            // What is asked for from now on may still run when the next round's faults come.
            load.belongsTo(History.NO_ROUND);
            load.goOn();
        }
        if (round % ROUNDS_BETWEEN_LOOKS_AT_THE_LOG == 0) {
            verifyLog(fleet);
        }
    }

    private void befall(Fleet fleet, List<Fault> faults, List<Runnable> besides)
            throws ExecutionException, InterruptedException {
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            besides.forEach(each -> running.add(all.submit(each)));
            for (Fault fault : faults) {
                running.add(all.submit(() -> befall(fleet, fault)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private void befall(Fleet fleet, Fault fault) {
        LockSupport.parkNanos(fault.after().toNanos());
        fleet.part(fault.target()).suffer(fault.kind());
        befallen.incrementAndGet();
        long end = System.nanoTime() + fault.lasts().toNanos();
        if (fault.kind() == Kind.KILL) {
            noJobOutlives(fleet, fault.target());
        }
        LockSupport.parkNanos(end - System.nanoTime());
        fleet.part(fault.target()).mend();
    }

    private void noJobOutlives(Fleet fleet, Target killed) {
        long deadline = System.nanoTime() + AFTER_A_KILL.toNanos();
        List<Processes.Found> jobs = fleet.jobsOf(killed);
        while (!jobs.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            jobs = fleet.jobsOf(killed);
        }
        if (!jobs.isEmpty()) {
            history.contradicted("jobs of " + killed + " live " + AFTER_A_KILL + " after it was killed: " + jobs);
        }
    }

    private void awaitTheEndOfAll(Fleet fleet) {
        long deadline = System.nanoTime() + IN_THE_END.toNanos();
        while (fleet.live() > 0) {
            if (System.nanoTime() > deadline) {
                history.contradicted("something has not ended " + IN_THE_END + " after everything was mended");
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private void verifyLog(Fleet fleet) {
        CommandRun run = fleet.verifyLog();
        if (run.exit() != 0) {
            history.contradicted("the log does not verify: " + run.out() + run.err());
        }
    }

    private long seconds() {
        return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    }

    private static Optional<Long> setting(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isEmpty())
                .map(Long::valueOf);
    }

    /** Seen while it runs, and in the report of the run. */
    private static void say(String line) {
        System.out.println("faults: " + line);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
