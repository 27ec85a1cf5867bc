package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.EndCalls.done;
import static dev.gatehouse.gateway.execution.EndCalls.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was issued for the runs of somebody whose access ends does not wait for a worker to stop them. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class EndedLeasesTest {
    @Inject
    Stage stage;

    @Inject
    LeasingGateway gateway;

    @Inject
    OpenLeaseRows rows;

    @Inject
    Scheduler scheduler;

    private final FakeLeasingStore store = new FakeLeasingStore();

    /** A run that has something of the store. */
    private record Run(Stage.Scene scene, ExecutionId id, WorkerSession session, Lease lease) {}

    @BeforeEach
    void pause() {
        scheduler.pause(LeaseSchedule.IDENTITY);
    }

    @AfterEach
    void resume() {
        scheduler.resume(LeaseSchedule.IDENTITY);
    }

    private Run running(Stage.Scene scene) {
        ExecutionId id = stage.queued(scene);
        WorkerSession session = stage.session(scene);
        Lease lease = stage.claimed(session);
        assertThat(gateway.with("db", store).start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        return new Run(scene, id, session, lease);
    }

    private String ledger(Run run) {
        return stage.query(
                        "SELECT string_agg(accessor || ' ' || state, ',' ORDER BY created_at) FROM secret_lease"
                                + " WHERE tenant = ? AND execution_id = ?",
                        Stage.TENANT,
                        run.id().value())
                .orElse("");
    }

    @Test
    void itIsRevokedWhileTheRunIsStillToldToStopAndTheRunIsSettledAfterIt() {
        var run = running(stage.secretScene());

        String end = end(run.scene().owner(), run.scene().launcher())
                .statusCode(202)
                .extract()
                .path("id");
        done(run.scene().owner(), end).body("steps.find { it.step == 'leases' }.ended.leases", equalTo(1));

        assertThat(stage.state(run.id())).isEqualTo(ExecutionState.RUNNING);
        assertThat(ledger(run)).isEqualTo("accessor-1 revoking");
        new LeaseRevoker(rows, new LeaseStores(LeasingGateway.directory("db", store)))
                .revokeSome(new OpenLease.Store(Stage.TENANT, "db"));
        assertThat(store.living).isEmpty();
        assertThat(stage.events(run.id())).last().isEqualTo("4 execution.stop_requested");
    }

    @Test
    void whatIsOfOthersLivesOn() {
        var run = running(stage.secretScene());
        var other = running(stage.secretScene());

        String end = end(run.scene().owner(), run.scene().launcher()).extract().path("id");
        done(run.scene().owner(), end);

        assertThat(ledger(other)).endsWith(" issued");
    }
}
