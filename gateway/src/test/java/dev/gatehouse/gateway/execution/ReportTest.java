package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.FAILED;
import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static dev.gatehouse.gateway.execution.ExecutionState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ReportTest {
    @Inject
    Stage stage;

    @Inject
    Reports reports;

    @Inject
    LogChunks logs;

    @Inject
    ObjectMapper json;

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "FAILED", "TIMED_OUT"})
    void aReportEndsARunningExecutionWithItsLastEvent(ExecutionState outcome) {
        var run = stage.running(stage.scene());

        assertThat(stage.report(run.session(), run.lease(), outcome)).isEqualTo(new ReportOutcome.Recorded(outcome));

        assertThat(stage.state(run.id())).isEqualTo(outcome);
        assertThat(stage.events(run.id()))
                .containsExactly(
                        "1 execution.accepted",
                        "2 execution.started",
                        "3 execution." + outcome.name().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void theSameReportAgainGetsTheSameAnswerAndNoSecondEvent() {
        var run = stage.running(stage.scene());
        var first = stage.report(run.session(), run.lease(), SUCCEEDED);

        assertThat(stage.report(run.session(), run.lease(), SUCCEEDED)).isEqualTo(first);

        assertThat(stage.events(run.id())).hasSize(3);
    }

    @Test
    void aDifferentReportIsAConflictAndTheFirstEndStays() {
        var run = stage.running(stage.scene());
        stage.report(run.session(), run.lease(), SUCCEEDED);

        assertThat(stage.report(run.session(), run.lease(), FAILED)).isEqualTo(new ReportOutcome.Conflict(SUCCEEDED));

        assertThat(stage.state(run.id())).isEqualTo(SUCCEEDED);
    }

    @Test
    void aStaleFenceAndAnUnknownExecutionAreToldApart() {
        var run = stage.running(stage.scene());

        assertThat(stage.report(run.session(), new Lease(run.id(), 0), SUCCEEDED))
                .isEqualTo(new ReportOutcome.Stale());
        assertThat(stage.report(run.session(), new Lease(new ExecutionId(new UUID(7, 7)), 1), SUCCEEDED))
                .isEqualTo(new ReportOutcome.Unknown());
        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void anotherSessionOfTheWorkerMayReportAndAnotherWorkerMayNot() {
        var scene = stage.scene();
        var run = stage.running(scene);

        assertThat(stage.report(stage.session(scene), run.lease(), SUCCEEDED)).isEqualTo(new ReportOutcome.Stale());
        assertThat(stage.report(stage.sessionOf(run.session().worker(), scene), run.lease(), SUCCEEDED))
                .isEqualTo(new ReportOutcome.Recorded(SUCCEEDED));
    }

    @Test
    void anExecutionThatWasNeverStartedTakesNoReport() {
        var scene = stage.scene();
        stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);

        assertThat(stage.report(session, lease, SUCCEEDED)).isEqualTo(new ReportOutcome.Stale());

        assertThat(stage.state(lease.execution())).isEqualTo(LEASED);
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCELLED", "REVOKED"})
    void aCancellationThatNobodyAskedForIsInvalid(ExecutionState outcome) {
        var run = stage.running(stage.scene());

        assertThat(stage.report(run.session(), run.lease(), outcome)).isInstanceOf(ReportOutcome.Invalid.class);

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void aProcessThatEndedByItselfAfterAStopRequestKeepsItsOwnEnd() {
        var scene = stage.scene();
        var run = stage.running(scene);
        Stage.as(scene.launcher().token())
                .post("/api/v1/acme/executions/" + run.id() + "/cancel")
                .then()
                .statusCode(202);

        assertThat(stage.report(run.session(), run.lease(), TIMED_OUT))
                .isEqualTo(new ReportOutcome.Recorded(TIMED_OUT));
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCELLED", "REVOKED"})
    void aProcessThatWasEndedByAStopGetsTheEndOfThatStop(ExecutionState reported) {
        var scene = stage.scene();
        var run = stage.running(scene);
        Stage.as(scene.launcher().token())
                .post("/api/v1/acme/executions/" + run.id() + "/cancel")
                .then()
                .statusCode(202);

        assertThat(stage.report(run.session(), run.lease(), reported)).isEqualTo(new ReportOutcome.Recorded(CANCELLED));

        assertThat(stage.state(run.id())).isEqualTo(CANCELLED).isNotEqualTo(REVOKED);
    }

    @Test
    void outputsAreKeptAndCommittedTo() throws com.fasterxml.jackson.core.JsonProcessingException {
        var run = stage.running(stage.scene());

        var outcome = reports.report(List.of(command(run, "{\"rows\": 1461}")));

        assertThat(outcome).containsExactly(new ReportOutcome.Recorded(SUCCEEDED));
        assertThat(stage.column(run.id(), "outputs->>'rows'")).isEqualTo("1461");
        assertThat(stage.query(
                        "SELECT value FROM event_detail WHERE field = 'outputs' AND event_id ="
                                + " (SELECT id FROM event WHERE execution_id = ? AND n = 3)",
                        run.id().value()))
                .contains("{\"rows\":1461}");
    }

    @Test
    void outputsThatCannotBeKeptAreInvalid() throws com.fasterxml.jackson.core.JsonProcessingException {
        var run = stage.running(stage.scene());
        String tooLarge = "{\"x\": \"" + "x".repeat(ReportCheck.MAX_OUTPUTS) + "\"}";
        String tooManyBytes = "{\"x\": \"" + "é".repeat(ReportCheck.MAX_OUTPUTS / 2) + "\"}";

        assertThat(reports.report(List.of(
                        command(run, "{\"x\": \"\\u0000\"}"),
                        command(run, "[]"),
                        command(run, tooLarge),
                        command(run, tooManyBytes))))
                .allMatch(ReportOutcome.Invalid.class::isInstance);

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    private ReportCommand command(Stage.Running run, String outputs)
            throws com.fasterxml.jackson.core.JsonProcessingException {
        return new ReportCommand(
                run.session(),
                run.lease(),
                1,
                SUCCEEDED,
                OptionalInt.of(0),
                Optional.of(json.readTree(outputs)),
                Optional.empty(),
                0,
                "");
    }

    @Test
    void logsOfTheRunningAttemptAreStoredOnce() {
        var run = stage.running(stage.scene());
        var piece = new LogPiece(0, "stdout", "hello\n".getBytes(StandardCharsets.UTF_8));

        assertThat(logs.append(run.session(), run.lease(), 1, List.of(piece))).isEqualTo(new LogOutcome.Stored());
        assertThat(logs.append(run.session(), run.lease(), 1, List.of(piece))).isEqualTo(new LogOutcome.Stored());

        assertThat(stage.column(run.id(), "log_bytes")).isEqualTo("6");
    }

    @Test
    void logsOfAnotherAttemptFenceOrWorkerAreStale() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var pieces = List.of(new LogPiece(0, "stdout", new byte[] {1}));

        assertThat(List.of(
                        logs.append(run.session(), run.lease(), 2, pieces),
                        logs.append(run.session(), new Lease(run.id(), 9), 1, pieces),
                        logs.append(stage.session(scene), run.lease(), 1, pieces)))
                .allMatch(LogOutcome.Stale.class::isInstance);
        assertThat(logs.append(run.session(), new Lease(new ExecutionId(new UUID(7, 7)), 1), 1, pieces))
                .isEqualTo(new LogOutcome.Unknown());
    }
}
