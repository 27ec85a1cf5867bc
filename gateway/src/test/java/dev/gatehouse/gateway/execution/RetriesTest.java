package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.FAILED;
import static dev.gatehouse.gateway.execution.ExecutionState.LOST;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static dev.gatehouse.gateway.execution.ExecutionState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class RetriesTest {
    @Inject
    Stage stage;

    @Inject
    Retried retried;

    @Inject
    Expiry expiry;

    @Inject
    StartPipeline starts;

    @Inject
    Reports reports;

    @Inject
    LogChunks logs;

    private ReportOutcome again(WorkerSession session, Lease lease, int attempt, ExecutionState outcome) {
        return reports.report(List.of(new ReportCommand(
                        session,
                        lease,
                        attempt,
                        outcome,
                        OptionalInt.of(1),
                        Optional.empty(),
                        Optional.of("exit_code"),
                        0,
                        "")))
                .getFirst();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "TIMED_OUT"})
    void anAttemptThatFailedIsFollowedByAnotherAfterItsBackoff(ExecutionState outcome) {
        var run = stage.running(retried.twice());

        assertThat(stage.report(run.session(), run.lease(), outcome)).isEqualTo(new ReportOutcome.Recorded(QUEUED));

        assertThat(stage.state(run.id())).isEqualTo(QUEUED);
        assertThat(stage.events(run.id()))
                .containsExactly("1 execution.accepted", "2 execution.started", "3 execution.retrying");
        assertThat(stage.query(
                        "SELECT 1 FROM queue WHERE execution_id = ? AND not_before BETWEEN now() + interval '5 s'"
                                + " AND now() + interval '10 s'",
                        run.id().value()))
                .isPresent();
    }

    @Test
    void theEventOfARetrySaysWhichAttemptFailedAndWhy() {
        var run = stage.running(retried.twice());

        stage.report(run.session(), run.lease(), FAILED);

        assertThat(stage.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE execution_id = ? AND n = 3",
                        run.id().value()))
                .hasValueSatisfying(leaf -> assertThat(leaf)
                        .contains("\"attempt\":1", "\"fence\":1", "\"reason\":\"exit_code\"", "\"exit\":1"));
    }

    @Test
    void theNextAttemptHasItsOwnNumberFenceAndLogAndIsTheLastOne() {
        var scene = retried.twice();
        var run = stage.running(scene);
        stage.report(run.session(), run.lease(), FAILED);
        retried.due(run);
        var other = stage.session(scene);

        Lease second = stage.claimed(other);
        var started = (StartAnswer.Started) starts.start(other, second);

        assertThat(second).isEqualTo(new Lease(run.id(), 2));
        assertThat(started.launch().attempt()).isEqualTo(2);
        assertThat(started.launch().retryable()).isFalse();
        var piece = new LogPiece(0, "stdout", "again\n".getBytes(StandardCharsets.UTF_8));
        assertThat(logs.append(other, second, 2, List.of(piece))).isEqualTo(new LogOutcome.Stored());
        assertThat(logs.append(run.session(), run.lease(), 1, List.of(piece))).isEqualTo(new LogOutcome.Stale());
        assertThat(again(other, second, 2, FAILED)).isEqualTo(new ReportOutcome.Recorded(FAILED));
        assertThat(stage.state(run.id())).isEqualTo(FAILED);
    }

    @Test
    void eachAttemptHasTheWholeLogLimitAndNoneHasThatOfTwo() {
        var scene = retried.twice();
        var run = stage.running(scene);
        var piece = new LogPiece(0, "stdout", new byte[] {1});
        fillLog(run);
        var first = logs.append(run.session(), run.lease(), 1, List.of(piece));
        stage.report(run.session(), run.lease(), FAILED);
        retried.due(run);
        var other = stage.session(scene);
        var second = stage.claimed(other);
        starts.start(other, second);

        var begins = logs.append(other, second, 2, List.of(piece));
        fillLog(run);
        var over = logs.append(other, second, 2, List.of(new LogPiece(1, "stdout", new byte[] {1})));

        assertThat(List.of(first, begins, over))
                .containsExactly(new LogOutcome.TooLarge(), new LogOutcome.Stored(), new LogOutcome.TooLarge());
    }

    private void fillLog(Stage.Running run) {
        stage.sql(
                "UPDATE execution SET log_bytes = ? WHERE id = ?",
                LogChunks.MAX_BYTES,
                run.id().value());
    }

    @Test
    void aFirstAttemptIsToldThatAnotherMayFollow() {
        var scene = retried.twice();
        stage.queued(scene);
        var session = stage.session(scene);

        var started = (StartAnswer.Started) starts.start(session, stage.claimed(session));

        assertThat(started.launch().retryable()).isTrue();
    }

    @Test
    void theSameReportAgainGetsTheSameAnswerAlsoOnceTheNextAttemptRuns() {
        var scene = retried.twice();
        var run = stage.running(scene);
        stage.report(run.session(), run.lease(), FAILED);

        assertThat(stage.report(run.session(), run.lease(), FAILED)).isEqualTo(new ReportOutcome.Recorded(QUEUED));
        retried.due(run);
        var other = stage.session(scene);
        starts.start(other, stage.claimed(other));
        assertThat(stage.report(run.session(), run.lease(), FAILED)).isEqualTo(new ReportOutcome.Recorded(QUEUED));

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
        assertThat(stage.events(run.id())).hasSize(4);
    }

    @Test
    void anotherReportOfTheFormerAttemptOrAStrangersIsStale() {
        var scene = retried.twice();
        var run = stage.running(scene);
        stage.report(run.session(), run.lease(), FAILED);

        assertThat(stage.report(run.session(), run.lease(), SUCCEEDED)).isEqualTo(new ReportOutcome.Stale());
        assertThat(stage.report(stage.session(scene), run.lease(), FAILED)).isEqualTo(new ReportOutcome.Stale());
        assertThat(stage.state(run.id())).isEqualTo(QUEUED);
    }

    @Test
    void aSuccessIsNeverTriedAgain() {
        var run = stage.running(retried.twice());

        assertThat(stage.report(run.session(), run.lease(), SUCCEEDED))
                .isEqualTo(new ReportOutcome.Recorded(SUCCEEDED));
    }

    @Test
    void whatSomebodyWantedStoppedIsNotTriedAgain() {
        var scene = retried.twice();
        var run = stage.running(scene);
        cancel(scene, run, 202);

        assertThat(stage.report(run.session(), run.lease(), FAILED)).isEqualTo(new ReportOutcome.Recorded(FAILED));
    }

    @Test
    void aStopEndsWhatWaitsForItsNextAttempt() {
        var scene = retried.twice();
        var run = stage.running(scene);
        stage.report(run.session(), run.lease(), FAILED);

        cancel(scene, run, 200);

        assertThat(stage.state(run.id())).isEqualTo(CANCELLED);
        assertThat(stage.isWaiting(run.id())).isFalse();
    }

    private static void cancel(Stage.Scene scene, Stage.Running run, int status) {
        Stage.as(scene.launcher().token())
                .post("/api/v1/acme/executions/" + run.id() + "/cancel")
                .then()
                .statusCode(status);
    }

    @Test
    void aLostSessionCostsAnAttemptAndTheLastOneIsLost() {
        var scene = retried.twice();
        var run = stage.running(scene);
        retried.expire(run);
        retried.sweptTo(QUEUED, run.id());
        assertThat(stage.events(run.id())).last().isEqualTo("3 execution.retrying");

        retried.due(run);
        var other = stage.session(scene);
        Lease second = stage.claimed(other);
        starts.start(other, second);
        retried.expire(new Stage.Running(run.id(), other, second));
        retried.sweptTo(LOST, run.id());
    }

    @Test
    void aSessionWhoseGraceIsNotOverIsNotLost() {
        var run = stage.running(retried.twice());
        stage.sql(
                "UPDATE worker_session SET expires_at = now() - interval '5 s' WHERE id = ?",
                run.session().id());

        expiry.run(() -> true);

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void aLateSuccessOfALostAttemptCountsUntilSomebodyClaimsAgain() {
        var run = lost(retried.twice());

        assertThat(stage.report(run.session(), run.lease(), SUCCEEDED))
                .isEqualTo(new ReportOutcome.Recorded(SUCCEEDED));
        assertThat(stage.report(run.session(), run.lease(), SUCCEEDED))
                .isEqualTo(new ReportOutcome.Recorded(SUCCEEDED));

        assertThat(stage.state(run.id())).isEqualTo(SUCCEEDED);
        assertThat(stage.isWaiting(run.id())).isFalse();
        assertThat(stage.events(run.id())).last().isEqualTo("4 execution.succeeded");
    }

    @Test
    void aLateReportOfALostAttemptIsStaleOnceSomebodyClaimedAgain() {
        var scene = retried.twice();
        var run = lost(scene);
        retried.due(run);
        stage.claimed(stage.session(scene));

        assertThat(stage.report(run.session(), run.lease(), SUCCEEDED)).isEqualTo(new ReportOutcome.Stale());
    }

    @Test
    void aLateFailureOfALostAttemptIsTheOneThatIsTriedAgainAlready() {
        var scene = retried.twice();
        var run = lost(scene);

        assertThat(stage.report(run.session(), run.lease(), FAILED)).isEqualTo(new ReportOutcome.Recorded(QUEUED));
        retried.due(run);
        stage.claimed(stage.session(scene));
        assertThat(stage.report(run.session(), run.lease(), FAILED)).isEqualTo(new ReportOutcome.Recorded(QUEUED));

        assertThat(stage.events(run.id())).hasSize(3);
    }

    private Stage.Running lost(Stage.Scene scene) {
        var run = stage.running(scene);
        retried.expire(run);
        retried.sweptTo(QUEUED, run.id());
        return run;
    }

    @Test
    void eachAttemptHasItsWholeTimeAndOneThatNeverReportsIsTheLast() {
        var scene = retried.twice();
        var run = stage.running(scene);
        stage.sql(
                "UPDATE execution SET started_at = now() - interval '15 min 20 s' WHERE id = ?",
                run.id().value());
        stage.report(run.session(), run.lease(), TIMED_OUT);
        retried.due(run);
        var other = stage.session(scene);
        starts.start(other, stage.claimed(other));

        expiry.run(() -> true);
        assertThat(stage.state(run.id())).isEqualTo(RUNNING);

        stage.sql(
                "UPDATE execution SET started_at = now() - interval '15 min 31 s' WHERE id = ?",
                run.id().value());
        retried.sweptTo(TIMED_OUT, run.id());
    }

    @Test
    void anAttemptThatMayStillRunIsNotFollowedByAnother() {
        var run = stage.running(retried.twice());
        stage.sql(
                "UPDATE execution SET started_at = now() - interval '15 min 31 s' WHERE id = ?",
                run.id().value());

        retried.sweptTo(TIMED_OUT, run.id());
    }
}
