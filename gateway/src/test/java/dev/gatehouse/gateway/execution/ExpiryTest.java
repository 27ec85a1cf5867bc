package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.LOST;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static dev.gatehouse.gateway.execution.ExecutionState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ExpiryTest {
    @Inject
    Stage stage;

    @Inject
    Expiry expiry;

    @Inject
    Renewals renewals;

    @Inject
    Transactions transactions;

    @Inject
    Closings closings;

    @Inject
    Attempts attempts;

    @Inject
    Returns returns;

    @Inject
    Presence presence;

    @Inject
    ExecutionConfig config;

    @Test
    void whatIsYoungStaysAsItIs() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var waiting = stage.queued(scene);
        Lease lease = stage.claimed(stage.session(scene));

        expiry.run(() -> true);

        assertThat(lease.execution()).isEqualTo(waiting);
        assertThat(stage.state(waiting)).isEqualTo(LEASED);
        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void anUnstartedLeaseGoesBackToTheQueueAndItsOldFenceIsStale() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease old = stage.claimed(session);
        age(id);

        expiry.run(() -> true);

        assertThat(stage.state(id)).isEqualTo(QUEUED);
        assertThat(stage.column(id, "deliveries")).isEqualTo("1");
        assertThat(stage.events(id)).containsExactly("1 execution.accepted", "2 execution.returned");
        assertThat(stage.claimed(session)).isEqualTo(new Lease(id, old.fence() + 1));
        assertThat(stage.report(session, old, SUCCEEDED)).isEqualTo(new ReportOutcome.Stale());
    }

    @Test
    void fiveSilentDeliveriesArePoison() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);

        for (int delivery = 0; delivery < 5; delivery++) {
            stage.claimed(session);
            age(id);
            expiry.run(() -> true);
        }

        assertThat(stage.state(id)).isEqualTo(LOST);
        assertThat(stage.column(id, "error")).isEqualTo("poison");
        assertThat(stage.isWaiting(id)).isFalse();
    }

    @Test
    void oneThatCannotBeRecordedHoldsNobodyElseUp() {
        var before = stage.running(stage.scene());
        var guilty = stage.running(stage.scene());
        var after = stage.running(stage.scene());
        List.of(before, guilty, after).forEach(this::expire);
        String digest = stage.column(guilty.id(), "job_digest");
        stage.sql(
                "UPDATE execution SET job_digest = repeat('x', 17000) WHERE id = ?",
                guilty.id().value());

        expiry.run(() -> true);

        // The gateway's own sweep may be at it at the same moment, and holds what it looks at.
        Until.sees(() -> stage.state(before.id()), LOST::equals);
        Until.sees(() -> stage.state(after.id()), LOST::equals);
        assertThat(stage.state(guilty.id())).isEqualTo(RUNNING);

        stage.sql(
                "UPDATE execution SET job_digest = ? WHERE id = ?",
                digest,
                guilty.id().value());
        expiry.run(() -> true);

        assertThat(stage.state(guilty.id())).isEqualTo(LOST);
    }

    @Test
    void anExpiredSessionLosesWhatItRuns() {
        var run = stage.running(stage.scene());
        expire(run);

        expiry.run(() -> true);

        assertThat(stage.state(run.id())).isEqualTo(LOST);
        assertThat(stage.events(run.id())).last().isEqualTo("3 execution.lost");
    }

    @Test
    void aSessionThatIsLostAfterAStopLeavesACancelledExecutionUnconfirmed() {
        var scene = stage.scene();
        var run = stage.running(scene);
        Stage.as(scene.launcher().token())
                .post("/api/v1/acme/executions/" + run.id() + "/cancel")
                .then()
                .statusCode(202);
        expire(run);

        expiry.run(() -> true);

        assertThat(stage.state(run.id())).isEqualTo(CANCELLED);
        assertThat(stage.query(
                        "SELECT encode(leaf, 'escape') FROM event WHERE execution_id = ? AND n = 4",
                        run.id().value()))
                .hasValueSatisfying(leaf -> assertThat(leaf).contains("\"confirmed\":false"));
    }

    @Test
    void twoRenewalsThatLeaveARunningExecutionOutLoseIt() {
        var run = stage.running(stage.scene());

        miss(run);
        expiry.run(() -> true);
        assertThat(stage.state(run.id())).isEqualTo(RUNNING);

        miss(run);
        expiry.run(() -> true);
        assertThat(stage.state(run.id())).isEqualTo(LOST);
    }

    @Test
    void anyNumberOfRenewalsWhileItsStartIsOnTheWayLosesNothing() {
        var run = stage.running(stage.scene());

        renewals.renewed(run.session(), List.of());
        renewals.renewed(run.session(), List.of());
        miss(run);
        renewals.renewed(run.session(), List.of());
        renewals.renewed(run.session(), List.of());
        expiry.run(() -> true);

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void aRenewalThatNamesTheExecutionForgivesTheOneBefore() {
        var run = stage.running(stage.scene());

        miss(run);
        renewals.renewed(run.session(), List.of(run.lease()));
        miss(run);
        expiry.run(() -> true);

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void aRenewalHearsThatWhatItNamesIsOver() {
        var run = stage.running(stage.scene());
        assertThat(renewals.renewed(run.session(), List.of(run.lease()))).isEmpty();
        expire(run);
        expiry.run(() -> true);

        var over = renewals.renewed(run.session(), List.of(run.lease()));

        assertThat(stage.state(run.id())).isEqualTo(LOST);
        assertThat(over).containsExactly(run.lease());
    }

    @Test
    void aNewSessionOfTheWorkerTakesOverWhatItNames() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var next = stage.sessionOf(run.session().worker(), scene);

        renewals.renewed(next, List.of(run.lease()));
        expire(run);
        expiry.run(() -> true);

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
        assertThat(stage.report(next, run.lease(), SUCCEEDED)).isEqualTo(new ReportOutcome.Recorded(SUCCEEDED));
    }

    @Test
    void aRunWithoutAReportLongAfterItsTimeoutIsTimedOut() {
        var run = stage.running(stage.scene());
        stage.sql(
                "UPDATE execution SET started_at = now() - interval '15 min 31 s' WHERE id = ?",
                run.id().value());

        expiry.run(() -> true);

        assertThat(stage.state(run.id())).isEqualTo(TIMED_OUT);
    }

    @Test
    void aRunWithinItsReportGraceIsNotTimedOut() {
        var run = stage.running(stage.scene());
        stage.sql(
                "UPDATE execution SET started_at = now() - interval '15 min 20 s' WHERE id = ?",
                run.id().value());

        expiry.run(() -> true);

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void aReportThatIsFasterThanExpiryCountsAndASlowerOneIsAConflict() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 10; round++) {
            var run = stage.running(stage.scene());
            expire(run);

            ReportOutcome reported;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var report = threads.submit(() -> stage.report(run.session(), run.lease(), SUCCEEDED));
                threads.submit(() -> expiry.run(() -> true)).get();
                reported = report.get();
            }
            expiry.run(() -> true);

            ExecutionState end = stage.state(run.id());
            assertThat(reported)
                    .isEqualTo(
                            end == SUCCEEDED
                                    ? new ReportOutcome.Recorded(SUCCEEDED)
                                    : new ReportOutcome.Conflict(LOST));
            assertThat(stage.events(run.id())).hasSize(3);
        }
    }

    @Test
    void aGatewayThatWasThereAllTheTimeTakesALeaseBackThatIsOver() {
        Lease lease = stage.claimed(sessionWithWork());

        tickSevenTimes(clockAt(0, 5, 10, 15, 20, 25, 30, 31));

        assertThat(stage.state(lease.execution())).isEqualTo(QUEUED);
    }

    @Test
    void aGatewayThatSleptOnItsWayToTheDatabaseTakesNothingBack() {
        Lease lease = stage.claimed(sessionWithWork());

        tickSevenTimes(clockAt(0, 5, 10, 15, 20, 25, 30, 70));

        assertThat(stage.state(lease.execution())).isEqualTo(LEASED);
    }

    @Test
    void aGatewayThatCouldNotRenewAWorkerTakesNothingBack() {
        Lease lease = stage.claimed(sessionWithWork());
        ExpirySchedule schedule = impatient(clockAt(0, 5, 10, 15, 20, 25, 30, 31));
        tick(schedule, 6);

        schedule.missed(new RenewalMissed());
        tick(schedule, 1);

        assertThat(stage.state(lease.execution())).isEqualTo(LEASED);
    }

    @Test
    void aGatewayLeavesASignOfLife() {
        presence.show();

        String lately = "SELECT 1 FROM gateway_presence WHERE seen_at > now() - interval '20 s'";
        boolean seen = transactions.run(connection -> Sql.of(connection, lately).exists());
        assertThat(seen).isTrue();
    }

    private void tickSevenTimes(InstantSource clock) {
        tick(impatient(clock), 7);
    }

    /** Of a gateway that thinks every lease is over. */
    private ExpirySchedule impatient(InstantSource clock) {
        var noPatience = new OtherLimits(config, Duration.ZERO);
        var impatient = new Expiry(transactions, closings, attempts, returns, noPatience);
        return new ExpirySchedule(impatient, presence, clock, config);
    }

    private static void tick(ExpirySchedule schedule, int times) {
        for (int tick = 0; tick < times; tick++) {
            schedule.tick();
        }
    }

    private WorkerSession sessionWithWork() {
        var scene = stage.scene();
        stage.queued(scene);
        return stage.session(scene);
    }

    /** A clock that is asked at these seconds, and each second afterwards. */
    private static InstantSource clockAt(long... seconds) {
        var times = LongStream.concat(
                        LongStream.of(seconds), LongStream.iterate(seconds[seconds.length - 1] + 1, next -> next + 1))
                .iterator();
        return () -> Instant.ofEpochSecond(times.nextLong());
    }

    private void age(dev.gatehouse.observability.ExecutionId id) {
        stage.sql("UPDATE execution SET leased_at = now() - interval '11 s' WHERE id = ?", id.value());
    }

    /** A renewal that leaves the execution out, a while after its start and after the one before. */
    private void miss(Stage.Running run) {
        stage.sql(
                "UPDATE execution SET started_at = started_at - interval '15 s', missed_at = missed_at - interval '5 s'"
                        + " WHERE id = ?",
                run.id().value());
        renewals.renewed(run.session(), List.of());
    }

    private void expire(Stage.Running run) {
        stage.sql(
                "UPDATE worker_session SET expires_at = now() - interval '11 s' WHERE id = ?",
                run.session().id());
    }
}
