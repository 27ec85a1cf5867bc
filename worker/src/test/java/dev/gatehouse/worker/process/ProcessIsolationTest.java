package dev.gatehouse.worker.process;

import static dev.gatehouse.worker.ReportRequest.Outcome.CANCELLED;
import static dev.gatehouse.worker.ReportRequest.Outcome.REVOKED;
import static dev.gatehouse.worker.ReportRequest.Outcome.SUCCEEDED;
import static dev.gatehouse.worker.ReportRequest.Outcome.TIMED_OUT;
import static dev.gatehouse.worker.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Stop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessIsolationTest {
    /** Ignores TERM, as its child does, and has another child in another session that its parent has left. */
    private static final String STUBBORN =
            "trap '' TERM; (setsid sh -c 'trap \"\" TERM; sleep MARK; sleep MARK' >/dev/null 2>&1 &) ;"
                    + " echo begun; sleep MARK & while :; do wait; sleep MARK; done";

    private final JobBench bench;
    /** A number that only this test sleeps for, so that its processes are known. */
    private final String mark;

    ProcessIsolationTest() throws IOException {
        bench = new JobBench();
        mark = "98" + ProcessHandle.current().pid() + "." + System.nanoTime();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void givesJobsAnotherUidInANamespaceOfTheirOwnOrSaysThatItDoesNot() {
        bench.sh("id -u; echo $PPID; ls -d /proc/[0-9]* | wc -l; grep NoNewPrivs /proc/self/status | tr -d '\\t'");

        List<String> said = bench.stdout().lines().toList();
        if (JobBench.root()) {
            assertThat(bench.connector.isolation()).isEqualTo(Protocol.ISOLATION_PID_NAMESPACE);
            assertThat(Integer.parseInt(said.get(0))).isBetween(JobBench.firstUid(), JobBench.firstUid() + 15);
            assertThat(said.get(1)).isEqualTo("1");
            assertThat(Integer.parseInt(said.get(2))).isLessThan(8);
        } else {
            assertThat(bench.connector.isolation()).isEqualTo(Protocol.ISOLATION_NONE);
            assertThat(said.get(0)).isNotEqualTo("0");
            assertThat(said.get(1)).isNotEqualTo("1");
        }
        assertThat(said.get(3)).isEqualTo("NoNewPrivs:1");
    }

    @Test
    void closesTheWorkersFilesAndOtherJobsToAJobOfAnotherUid() throws IOException {
        Files.writeString(bench.home.resolve("identity.key"), "private\n");

        bench.sh("cat " + bench.home.resolve("identity.key") + " 2>/dev/null || echo closed;"
                + " ls .. ../.. 2>/dev/null; ls ../../.. 2>/dev/null || echo closed; id -G");

        if (JobBench.root()) {
            assertThat(bench.stdout()).doesNotContain("private").contains("closed");
            assertThat(bench.stdout().lines().filter("closed"::equals)).hasSize(2);
        } else {
            assertThat(bench.stdout()).contains("private");
        }
    }

    @Test
    void endsTheWholeTreeWhenItsTimeIsUp() {
        Ending ending = bench.timeout(Duration.ofMillis(700)).sh(STUBBORN.replace("MARK", mark));

        assertThat(ending).isEqualTo(new Ending(TIMED_OUT, null, null, "timeout", false));
        assertThat(bench.stdout()).isEqualTo("begun\n");
        assertThat(JobBench.lives(mark)).isFalse();
    }

    @Test
    void letsACancelledJobEndByItselfFirst() {
        Ending ending =
                stopped("trap 'echo bye; exit 0' TERM; echo begun; while :; do sleep 0.05; done", Stop.CANCEL, 10_000);

        assertThat(ending).isEqualTo(new Ending(CANCELLED, null, null, null, true));
        assertThat(bench.stdout()).isEqualTo("begun\nbye\n");
    }

    @Test
    void killsTheWholeTreeOfACancelledJobThatDoesNotEnd() {
        Ending ending = stopped(STUBBORN.replace("MARK", mark), Stop.CANCEL, 300);

        assertThat(ending).isEqualTo(new Ending(CANCELLED, null, null, null, true));
        assertThat(JobBench.lives(mark)).isFalse();
    }

    @Test
    void killsARevokedJobAtOnce() {
        Ending ending =
                stopped("trap 'echo bye; exit 0' TERM; echo begun; while :; do sleep 0.05; done", Stop.REVOKE, 0);

        assertThat(ending).isEqualTo(new Ending(REVOKED, null, null, null, true));
        assertThat(bench.stdout()).isEqualTo("begun\n");
    }

    @Test
    void turnsACancelIntoARevoke() {
        Ending ending = stopped(
                STUBBORN.replace("MARK", mark),
                new Stop(JobBench.EXECUTION, 1, Stop.CANCEL, 60_000),
                new Stop(JobBench.EXECUTION, 1, Stop.REVOKE, 0));

        assertThat(ending.outcome()).isEqualTo(REVOKED);
        assertThat(JobBench.lives(mark)).isFalse();
    }

    @Test
    void endsWhatAJobLeavesBehind() {
        Ending ending = bench.sh("(setsid sleep " + mark + " &) ; sleep " + mark + " & echo done");

        assertThat(ending.outcome()).isEqualTo(SUCCEEDED);
        assertThat(bench.stdout()).isEqualTo("done\n");
        assertThat(JobBench.lives(mark)).isFalse();
    }

    @Test
    void leavesNoProcessAndNoDirectoryAfterAKillOfTheWorker() throws IOException {
        bench.connector.close();
        Process worker = KilledWorker.start(bench, STUBBORN.replace("MARK", mark));
        assertThat(until(() -> JobBench.lives("sleep " + mark))).isTrue();

        worker.destroyForcibly().onExit().join();

        if (JobBench.root()) {
            assertThat(until(() -> !JobBench.lives(mark))).isTrue();
        }
        bench.connector = bench.open();
        assertThat(JobBench.lives(mark)).isFalse();
        try (Stream<Path> left = Files.walk(bench.place, 3)) {
            assertThat(left.map(Path::toString).filter(path -> path.contains(JobBench.EXECUTION)))
                    .isEmpty();
        }
    }

    private Ending stopped(String script, String kind, long graceMillis) {
        return stopped(script, new Stop(JobBench.EXECUTION, 1, kind, graceMillis));
    }

    private Ending stopped(String script, Stop... stops) {
        CompletableFuture<Ending> ending = CompletableFuture.supplyAsync(() -> bench.sh(script));
        assertThat(until(() -> bench.stdout().contains("begun"))).isTrue();

        for (Stop stop : stops) {
            bench.stop.request(stop);
        }

        return ending.join();
    }
}
