package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's own schedule is paused: what happens to a lease is what the test has done. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class OpenLeaseTest {
    @Inject
    Stage stage;

    @Inject
    LeasingGateway gateway;

    @Inject
    Unstarted unstarted;

    @Inject
    OpenLeaseRows rows;

    @Inject
    Scheduler scheduler;

    private final FakeLeasingStore store = new FakeLeasingStore();
    private ExecutionId id;
    private WorkerSession session;
    private Lease lease;
    private OpenLease.Store place;
    private LeaseRevoker revoker;
    private LeaseRenewer renewer;

    @BeforeEach
    void run() {
        scheduler.pause(LeaseSchedule.IDENTITY);
        var scene = stage.secretScene();
        id = stage.queued(scene);
        session = stage.session(scene);
        lease = stage.claimed(session);
        place = new OpenLease.Store(Stage.TENANT, "db-" + id);
        var stores = new LeaseStores(LeasingGateway.directory(place.name(), store));
        revoker = new LeaseRevoker(rows, stores, new LeaseTurns());
        renewer = new LeaseRenewer(rows, stores, new LeaseTurns());
        assertThat(gateway.with(place.name(), store).start(session, lease)).isInstanceOf(StartAnswer.Started.class);
    }

    @AfterEach
    void resume() {
        scheduler.resume(LeaseSchedule.IDENTITY);
    }

    @Test
    void whatAnEndedRunHadIsRevokedAndTheRunSettled() {
        stage.report(session, lease, ExecutionState.SUCCEEDED);

        revoker.revokeSome(place);

        assertThat(store.living).isEmpty();
        assertThat(column("state")).isEqualTo("revoked");
        assertThat(column("ended_at IS NOT NULL AND due_at IS NULL")).isEqualTo("t");
        assertThat(stage.events(id)).endsWith("4 execution.succeeded", "5 execution.settled");
    }

    @Test
    void whatARunningOneHasIsNotRevoked() {
        revoker.revokeSome(place);

        assertThat(store.living).containsExactly("accessor-1");
        assertThat(column("state")).isEqualTo("issued");
    }

    @Test
    void aStoreThatIsAwayIsAskedAgainLaterEachTimeAndTheRunIsSettledOnlyThen() {
        stage.report(session, lease, ExecutionState.SUCCEEDED);
        store.away = true;

        revoker.revokeSome(place);
        assertThat(column("state || ' ' || tries || ' ' || reason")).isEqualTo("revoking 1 timeout");
        assertThat(waits()).isBetween(5, 10);

        due();
        revoker.revokeSome(place);
        assertThat(waits()).isBetween(15, 20);

        stage.sql("UPDATE secret_lease SET tries = 500 WHERE execution_id = ?", id.value());
        due();
        revoker.revokeSome(place);
        assertThat(waits()).isBetween(290, 300);
        assertThat(stage.events(id)).last().isEqualTo("4 execution.succeeded");

        store.away = false;
        due();
        revoker.revokeSome(place);
        assertThat(column("state || ' ' || tries")).isEqualTo("revoked 502");
        assertThat(stage.events(id)).last().isEqualTo("5 execution.settled");
    }

    @Test
    void whatAGatewayTookAndDiedWithIsTakenAgainAfterItsTimeAndNotBefore() {
        stage.report(session, lease, ExecutionState.SUCCEEDED);

        assertThat(rows.takeToRevoke(place, 8)).hasSize(1);
        assertThat(rows.takeToRevoke(place, 8)).isEmpty();

        due();
        assertThat(rows.takeToRevoke(place, 8)).hasSize(1);
    }

    @Test
    void aGatewayThatDiesAfterTheStoreRevokedHasItRevokedOnceMore() {
        stage.report(session, lease, ExecutionState.SUCCEEDED);
        store.revoke("accessor-1", List.of());

        revoker.revokeSome(place);

        assertThat(column("state")).isEqualTo("revoked");
    }

    @Test
    void whatNoDeclaredStoreIssuedStaysToBeRevoked() {
        stage.report(session, lease, ExecutionState.SUCCEEDED);

        new LeaseRevoker(rows, new LeaseStores((_, _) -> Optional.empty()), new LeaseTurns()).revokeSome(place);

        assertThat(column("state || ' ' || reason")).isEqualTo("revoking store_missing");
    }

    @Test
    void aFailedRenewalIsNoFailedRevocation() {
        store.away = true;
        due();
        renewer.renewSome(place);
        assertThat(column("reason")).isEqualTo("timeout");

        stage.report(session, lease, ExecutionState.SUCCEEDED);

        assertThat(column("state || ' ' || (reason IS NULL)")).isEqualTo("revoking true");
    }

    @Test
    void aStoreThatWasMovedToAnotherServerRevokesAndRenewsNothingOfTheOneBefore() {
        store.server = "elsewhere";
        due();
        renewer.renewSome(place);
        assertThat(column("state || ' ' || reason")).isEqualTo("issued store_moved");

        stage.report(session, lease, ExecutionState.SUCCEEDED);
        revoker.revokeSome(place);
        assertThat(column("state || ' ' || reason")).isEqualTo("revoking store_moved");
        assertThat(store.living).containsExactly("accessor-1");

        store.server = "here";
        due();
        revoker.revokeSome(place);
        assertThat(column("state")).isEqualTo("revoked");
    }

    @Test
    void aRunThatIsNotOverIsNotSettledByARevocationOfAnEarlierTry() {
        stage.sql("UPDATE secret_lease SET state = 'revoking', due_at = now() WHERE execution_id = ?", id.value());

        revoker.revokeSome(place);

        assertThat(column("state")).isEqualTo("revoked");
        assertThat(stage.events(id)).last().isEqualTo("3 execution.started");
    }

    @Test
    void aLeaseOfARunIsRenewedWhenHalfOfItsTimeIsOver() {
        renewer.renewSome(place);
        assertThat(store.renewals).hasValue(0);

        due();
        renewer.renewSome(place);

        assertThat(store.renewals).hasValue(1);
        assertThat(waits()).isBetween(50, 60);
    }

    @Test
    void aLeaseThatItsStoreForgotIsNotRenewedAgainAndIsRevokedAtTheEnd() {
        store.forgetful = true;
        due();
        renewer.renewSome(place);
        assertThat(column("due_at IS NULL AND state = 'issued' AND reason = 'lease_gone'"))
                .isEqualTo("t");

        stage.report(session, lease, ExecutionState.SUCCEEDED);
        revoker.revokeSome(place);

        assertThat(column("state")).isEqualTo("revoked");
    }

    @Test
    void aStoreThatIsAwayIsAskedForARenewalAgainSoon() {
        store.away = true;
        due();

        renewer.renewSome(place);

        assertThat(column("state || ' ' || reason")).isEqualTo("issued timeout");
        assertThat(waits()).isBetween(6, 12);
    }

    private void due() {
        stage.sql("UPDATE secret_lease SET due_at = now() WHERE execution_id = ?", id.value());
    }

    /** Seconds until it is due. */
    private int waits() {
        return Integer.parseInt(column("ceil(extract(epoch FROM due_at - now()))::integer"));
    }

    private String column(String expression) {
        return stage.query(
                        "SELECT " + expression + " FROM secret_lease WHERE tenant = ? AND execution_id = ?",
                        Stage.TENANT,
                        id.value())
                .orElse("");
    }
}
