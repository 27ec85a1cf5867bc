package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.EndCalls.done;
import static dev.gatehouse.gateway.execution.EndCalls.dryRun;
import static dev.gatehouse.gateway.execution.EndCalls.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a run with dynamic secrets ends, what was issued for it is revoked; the schedules that would do it are paused. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class LeaseEndTest {
    private static final int PENDING = 300;

    @Inject
    Stage stage;

    @Inject
    LeasingGateway gateway;

    @Inject
    OpenLeaseRows rows;

    @Inject
    Expiry expiry;

    @Inject
    Scheduler scheduler;

    private final FakeLeasingStore store = new FakeLeasingStore();
    private Stage.Scene scene;
    private ExecutionId id;
    private WorkerSession session;
    private Lease lease;
    private OpenLease.Store place;
    private LeaseRevoker revoker;

    @BeforeEach
    void run() {
        scheduler.pause(LeaseSchedule.IDENTITY);
        scene = stage.secretScene();
        id = stage.queued(scene);
        session = stage.session(scene);
        lease = stage.claimed(session);
        place = new OpenLease.Store(Stage.TENANT, "db-" + id);
        revoker = new LeaseRevoker(
                rows, new LeaseStores(LeasingGateway.directory(place.name(), store)), new LeaseTurns());
        assertThat(gateway.with(place.name(), store).start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        assertThat(store.living).containsExactly("accessor-1");
    }

    @AfterEach
    void resume() {
        scheduler.resume(LeaseSchedule.IDENTITY);
    }

    @Test
    void afterAFailure() {
        stage.report(session, lease, ExecutionState.FAILED);

        isRevokedAndSettled("execution.failed");
    }

    @Test
    void afterACancellation() {
        Stage.as(scene.launcher().token())
                .contentType("application/json")
                .body(Stage.cancelBody())
                .post("/api/v1/acme/executions/" + id + "/cancel")
                .then()
                .statusCode(202);
        revoker.revokeSome(place);
        assertThat(store.living).containsExactly("accessor-1");

        stage.report(session, lease, ExecutionState.CANCELLED);

        isRevokedAndSettled("execution.cancelled");
    }

    @Test
    void afterATimeout() {
        stage.sql("UPDATE execution SET started_at = now() - interval '15 min 31 s' WHERE id = ?", id.value());

        expiry.run(() -> true);

        isRevokedAndSettled("execution.timed_out");
    }

    @Test
    void afterItsWorkerWasLost() {
        stage.sql("UPDATE worker_session SET expires_at = now() - interval '11 s' WHERE id = ?", session.id());

        expiry.run(() -> true);

        assertThat(stage.state(id)).isEqualTo(ExecutionState.LOST);
        isRevokedAndSettled("execution.lost");
    }

    @Test
    void withTheEndOfItsStartersAccessWhileItsWorkerHasNotStopped() {
        dryRun(scene.owner(), scene.launcher().subject()).body("ends.leases", equalTo(1));

        done(scene.owner(), end(scene.owner(), scene.launcher()).extract().path("id"))
                .body("steps.find { it.step == 'leases' }.done", equalTo(true))
                .body("steps.find { it.step == 'leases' }.ended.leases", equalTo(1));

        revoker.revokeSome(place);
        assertThat(stage.state(id)).isEqualTo(ExecutionState.RUNNING);
        assertThat(store.living).isEmpty();
        assertThat(state()).isEqualTo("revoked");
    }

    @Test
    void withAKillSwitchWhileItsWorkerHasNotStopped() {
        String id = Stage.as(scene.owner().token())
                .contentType("application/json")
                .body("{\"extent\": {\"subject\": \"" + scene.launcher().subject()
                        + "\"}, \"level\": \"KILL\", \"reason\": \"now\"}")
                .post("/api/v1/acme/kill-switches")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        Until.sees(this::state, "revoking"::equals);
        revoker.revokeSome(place);
        assertThat(store.living).isEmpty();
        Stage.as(scene.owner().token())
                .delete("/api/v1/acme/kill-switches/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void notWithTheEndOfSomebodyElsesAccess() {
        Account other = stage.secretScene().launcher();

        done(scene.owner(), end(scene.owner(), other).extract().path("id"));

        revoker.revokeSome(place);
        assertThat(store.living).containsExactly("accessor-1");
        assertThat(state()).isEqualTo("issued");
    }

    @Test
    void afterAnHourInWhichItsStoreWasAwayWithHundredsOfOthers() {
        stage.report(session, lease, ExecutionState.SUCCEEDED);
        for (int n = 2; n <= PENDING; n++) {
            store.living.add("pending-" + n);
            stage.sql("""
                    INSERT INTO secret_lease (tenant, execution_id, fence, store, server, accessor, state, due_at, expires_at)
                    VALUES (?, gen_random_uuid(), 1, ?, ?, ?, 'revoking', now(), now() + interval '1 day')""", Stage.TENANT, place.name(), store.server, "pending-" + n);
        }
        store.away = true;
        Duration passed = Duration.ZERO;
        List<Duration> waits = new ArrayList<>();
        while (passed.compareTo(Duration.ofHours(1)) < 0) {
            revokeAll();
            Duration next = untilNext();
            waits.add(next);
            passed = passed.plus(next);
            pass(next);
        }
        assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofMinutes(5)) <= 0);
        assertThat(store.living).hasSize(PENDING);
        assertThat(open()).isEqualTo(PENDING);

        store.away = false;
        pass(Duration.ofMinutes(5));
        revokeAll();

        assertThat(store.living).isEmpty();
        assertThat(open()).isZero();
        assertThat(stage.events(id)).endsWith("4 execution.succeeded", "5 execution.settled");
    }

    /** As the schedule does: until nothing is due. */
    private void revokeAll() {
        while (due()) {
            revoker.revokeSome(place);
        }
    }

    private boolean due() {
        return rows.stores(OpenLeaseRows.State.REVOKING).contains(place);
    }

    /** As if so much time had gone by. */
    private void pass(Duration time) {
        stage.sql(
                "UPDATE secret_lease SET due_at = due_at - ? * interval '1 millisecond' WHERE tenant = ? AND store = ?",
                time.toMillis(),
                Stage.TENANT,
                place.name());
    }

    private Duration untilNext() {
        return Duration.ofMillis(
                Long.parseLong(of("ceil(greatest(1000, extract(epoch FROM max(due_at) - now()) * 1000))::bigint")));
    }

    private int open() {
        return Integer.parseInt(of("count(*) FILTER (WHERE ended_at IS NULL)"));
    }

    private String state() {
        return of("string_agg(state, ',')");
    }

    private String of(String expression) {
        return stage.query(
                        "SELECT " + expression + " FROM secret_lease WHERE tenant = ? AND store = ?",
                        Stage.TENANT,
                        place.name())
                .orElseThrow();
    }

    private void isRevokedAndSettled(String outcome) {
        revoker.revokeSome(place);

        assertThat(store.living).isEmpty();
        assertThat(state()).isEqualTo("revoked");
        assertThat(stage.events(id).getLast()).endsWith(" execution.settled");
        assertThat(stage.events(id)).anyMatch(event -> event.endsWith(" " + outcome));
    }
}
