package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.FAILED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.AuditException;
import dev.gatehouse.gateway.database.LostCommits;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.ReportOutcome.Conflict;
import dev.gatehouse.gateway.execution.ReportOutcome.Recorded;
import dev.gatehouse.gateway.execution.ReportOutcome.Stale;
import io.agroal.api.AgroalDataSource;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Reports that share a transaction. */
@QuarkusTest
class ReportBatchTest {
    @Inject
    ExecutionNews news;

    @Inject
    Event<WorkQueued> queued;

    @Inject
    Stage stage;

    @Inject
    Reports reports;

    @Inject
    Attempts attempts;

    @Inject
    com.fasterxml.jackson.databind.ObjectMapper json;

    @Inject
    Tracer tracer;

    @Inject
    AgroalDataSource database;

    private static ReportCommand of(Stage.Running run, ExecutionState outcome) {
        return new ReportCommand(
                run.session(), run.lease(), 1, outcome, OptionalInt.of(0), Optional.empty(), Optional.empty(), 0, "");
    }

    private Reports on(Transactions transactions) {
        return new Reports(transactions, attempts, json, tracer, news, queued);
    }

    @Test
    void eachEndsItsOwnExecutionWithItsOwnEvent() {
        var one = stage.running(stage.scene());
        var other = stage.running(stage.scene());

        var outcomes = reports.report(List.of(of(one, SUCCEEDED), of(other, FAILED)));

        assertThat(outcomes).containsExactly(new Recorded(SUCCEEDED), new Recorded(FAILED));
        assertThat(stage.events(one.id()))
                .containsExactly("1 execution.accepted", "2 execution.started", "3 execution.succeeded");
        assertThat(stage.events(other.id()))
                .containsExactly("1 execution.accepted", "2 execution.started", "3 execution.failed");
        assertThat(stage.column(other.id(), "events")).isEqualTo("3");
    }

    @Test
    void twoReportsOfOneExecutionAreDecidedOneAfterTheOther() {
        var run = stage.running(stage.scene());

        var outcomes = reports.report(List.of(of(run, SUCCEEDED), of(run, FAILED), of(run, SUCCEEDED)));

        assertThat(outcomes).containsExactly(new Recorded(SUCCEEDED), new Conflict(SUCCEEDED), new Recorded(SUCCEEDED));
        assertThat(stage.events(run.id())).hasSize(3);
    }

    @Test
    void oneThatIsRefusedLeavesTheOthersAlone() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var stale = new Stage.Running(run.id(), run.session(), new Lease(run.id(), 9));
        var stranger = stage.running(stage.scene());

        var outcomes = reports.report(List.of(of(stale, SUCCEEDED), of(stranger, SUCCEEDED)));

        assertThat(outcomes).containsExactly(new Stale(), new Recorded(SUCCEEDED));
        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void oneThatCannotBeRecordedTakesNobodysReportWithIt() {
        var poison = stage.running(stage.scene());
        var stranger = stage.running(stage.scene());
        var ahead = stage.running(stage.scene());
        stage.sql(
                "UPDATE execution SET job_digest = job_digest || repeat('x', 17000) WHERE id = ?",
                poison.id().value());

        assertThatThrownBy(() -> reports.report(List.of(of(stranger, SUCCEEDED), of(poison, SUCCEEDED))))
                .isInstanceOf(AuditException.class);
        assertThat(stage.state(stranger.id())).isEqualTo(RUNNING);
        try (var commits = new HeldCommit<>(reports::report, of(ahead, SUCCEEDED))) {
            var first = commits.enter(of(poison, SUCCEEDED));
            var second = commits.enter(of(stranger, SUCCEEDED));
            assertThat(commits.release()).contains(new Recorded(SUCCEEDED));
            assertThat(second.get()).contains(new Recorded(SUCCEEDED));
            assertThatThrownBy(first::get).isInstanceOf(AuditException.class);
            assertThat(commits.sizes()).containsExactly(1, 2, 1, 1);
            assertThat(commits.halved()).isOne();
        } finally {
            // Or every sweep of other tests would have to do with it.
            stage.sql(
                    "UPDATE execution SET job_digest = left(job_digest, 64) WHERE id = ?",
                    poison.id().value());
        }

        assertThat(stage.state(poison.id())).isEqualTo(RUNNING);
        assertThat(stage.state(stranger.id())).isEqualTo(SUCCEEDED);
    }

    @Test
    void aCommitThatWasCarriedOutWithoutAnAnswerIsFoundAndAnswered() {
        var run = stage.running(stage.scene());

        var outcomes = on(LostCommits.on(database, true, 1)).report(List.of(of(run, SUCCEEDED)));

        assertThat(outcomes).containsExactly(new Recorded(SUCCEEDED));
        assertThat(stage.events(run.id())).hasSize(3);
    }

    @Test
    void aCommitThatWasNotCarriedOutIsMadeGood() {
        var run = stage.running(stage.scene());

        var outcomes = on(LostCommits.on(database, false, 1)).report(List.of(of(run, SUCCEEDED)));

        assertThat(outcomes).containsExactly(new Recorded(SUCCEEDED));
        assertThat(stage.state(run.id())).isEqualTo(SUCCEEDED);
    }

    @Test
    void whatCannotBeLookedUpStaysUnknownAndTheSameReportHealsIt() {
        var run = stage.running(stage.scene());

        assertThatThrownBy(() -> on(LostCommits.on(database, true, 2)).report(List.of(of(run, SUCCEEDED))))
                .isInstanceOf(OutcomeUnknown.class);
        assertThat(reports.report(List.of(of(run, SUCCEEDED)))).containsExactly(new Recorded(SUCCEEDED));

        assertThat(stage.events(run.id())).hasSize(3);
    }
}
