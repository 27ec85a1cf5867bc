package dev.gatehouse.worker.agent;

import static dev.gatehouse.worker.Until.until;
import static dev.gatehouse.worker.agent.AgentBench.untilStopped;
import static dev.gatehouse.worker.agent.AgentBench.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.RegisterAnswer;
import dev.gatehouse.worker.SessionKeys;
import dev.gatehouse.worker.Stop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker does while its gateway is away for longer than a session lives, on a clock of its own. */
class LeaseTimeTest {
    private static final Held HELD = new Held(FakeGateway.EXECUTION, 1);
    private static final long TTL = Duration.ofSeconds(30).toNanos();

    @TempDir
    private Path folder;

    private AgentBench bench;
    private FakeGateway gateway;

    private final RunningAttempts running = new RunningAttempts();

    @BeforeEach
    void open() throws IOException {
        bench = new AgentBench(folder);
        gateway = bench.gateway;
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private static Session session(long askedAt) {
        var registered = new RegisterAnswer("w", "demo", "default", "s", "c", 300, 30_000, 5_000);
        return new Session(registered, SessionKeys.generate(), askedAt);
    }

    @Test
    void aSessionsTimeCountsFromBeforeItsLatestRenewalWasSent() {
        var session = session(1_000);

        assertThat(session.overdue(1_000 + TTL - 1)).isFalse();
        assertThat(session.overdue(1_000 + TTL)).isTrue();
        session.renewed("next", 5_000);
        assertThat(session.overdue(5_000 + TTL - 1)).isFalse();
        assertThat(session.overdue(5_000 + TTL)).isTrue();
    }

    @Test
    void aClockThatPassesItsGreatestNumberMakesNoSessionOverdue() {
        assertThat(session(Long.MAX_VALUE - 1).overdue(Long.MIN_VALUE + 1)).isFalse();
    }

    @Test
    void onlyWhatMayBeStartedElsewhereIsEndedThen() {
        var retryable = running.enter(HELD, session(0), true);
        var other = running.enter(new Held(FakeGateway.EXECUTION, 2), session(0), false);

        running.killOverdue(TTL - 1);
        assertThat(retryable.latest()).isEmpty();
        running.killOverdue(TTL);

        assertThat(retryable.latest()).contains(new Stop(HELD.execution(), 1, RunningAttempts.LEASE_LOST, 0));
        assertThat(other.latest()).isEmpty();
    }

    @Test
    void whatSomebodyWantedStoppedIsEndedAsThatStop() {
        var stop = running.enter(HELD, session(0), true);
        running.stop(new Stop(HELD.execution(), 1, Stop.CANCEL, 10_000));

        running.killOverdue(TTL);

        assertThat(stop.latest()).contains(new Stop(HELD.execution(), 1, Stop.CANCEL, 0));
    }

    @Test
    void aRetryableJobEndsWhileTheGatewayIsAwayAndIsReportedWhenItIsBack() throws IOException {
        gateway.sessionTtlMillis = 500;
        gateway.retryable = true;
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        bench.start(assignment -> {
            begun.countDown();
            var ending = untilStopped(assignment);
            ended.countDown();
            return ending;
        });
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> begun.getCount() == 0)).isTrue();

        gateway.away = true;
        assertThat(until(() -> ended.getCount() == 0 && bench.spooled() == 1)).isTrue();
        gateway.away = false;

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.reports.getFirst().error()).isEqualTo("lease_lost");
        assertThat(gateway.registrations).hasSize(1);
    }

    @Test
    void anyOtherJobGoesOnHoweverLongTheGatewayIsAway() throws IOException {
        gateway.sessionTtlMillis = 100;
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        bench.start(_ -> {
            begun.countDown();
            return waiting(end);
        });
        gateway.enqueue(1, Optional.empty());
        assertThat(until(() -> begun.getCount() == 0)).isTrue();

        gateway.away = true;
        int asked = gateway.refusals.get();
        assertThat(until(() -> gateway.refusals.get() > asked + 8)).isTrue();
        gateway.away = false;
        end.countDown();

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
        assertThat(gateway.reports.getFirst().error()).isNull();
    }

    @Test
    void theTimeOnTheWorkersWallDoesNotMatter() throws IOException {
        for (Instant wall : List.of(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("2199-12-31T23:59:59Z"))) {
            int before = gateway.reports.size();
            bench.at(() -> wall).start(_ -> AgentBench.succeeded());
            gateway.enqueue(before + 1L, Optional.empty());

            assertThat(until(() -> gateway.reports.size() > before))
                    .as(wall.toString())
                    .isTrue();
            bench.stop();
        }
        bench.at(() -> Instant.parse("1980-01-01T00:00:00Z")).start(_ -> AgentBench.succeeded());
        assertThat(until(() -> gateway.registrations.size() == 3)).isTrue();
        assertThat(gateway.registrations).extracting(each -> each.counter()).isSorted();
    }
}
