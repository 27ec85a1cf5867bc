package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wherever a start or a run ends, what was opened for it is in the ledger, and to be revoked. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class SecretLeaseTest {
    @Inject
    Stage stage;

    @Inject
    LeasingGateway gateway;

    @Inject
    Unstarted unstarted;

    private final FakeLeasingStore store = new FakeLeasingStore();
    private ExecutionId id;
    private WorkerSession session;
    private Lease lease;

    @BeforeEach
    void claim() {
        var scene = stage.secretScene();
        id = stage.queued(scene);
        session = stage.session(scene);
        lease = stage.claimed(session);
    }

    @Test
    void isRecordedBeforeAnythingIsIssued() {
        store.beforeIssue = () -> assertThat(ledger()).isEqualTo("accessor-1 issuing");

        assertThat(start()).isInstanceOf(StartAnswer.Started.class);

        assertThat(store.issued).containsExactly("accessor-1");
        assertThat(ledger()).isEqualTo("accessor-1 issued");
        assertThat(column("leases[1] || ' ' || renewed[1] || ' ' || ttl_ms"))
                .isEqualTo("lease-of-accessor-1 lease-of-accessor-1 120000");
        assertThat(column("extract(epoch FROM due_at - created_at)::integer BETWEEN 55 AND 65"))
                .isEqualTo("t");
        assertThat(column("expires_at - created_at > interval '15 minutes'")).isEqualTo("t");
    }

    @Test
    void aReportHasItRevokedAndCountsIt() {
        start();

        stage.report(session, lease, ExecutionState.SUCCEEDED);

        assertThat(ledger()).isEqualTo("accessor-1 revoking");
        assertThat(openInTheOutcome()).isEqualTo("1");
    }

    @Test
    void aRunWithoutDynamicSecretsHasNothingOpen() {
        var scene = stage.scene();
        var plain = stage.running(scene);

        stage.report(plain.session(), plain.lease(), ExecutionState.SUCCEEDED);

        id = plain.id();
        assertThat(openInTheOutcome()).isEqualTo("0");
        assertThat(ledger()).isEmpty();
    }

    @Test
    void aGatewayThatDiesBeforeItIssuesLeavesARowThatTheNextStartHasRevoked() {
        dieBeforeIssuing();
        assertThat(ledger()).isEqualTo("accessor-1 issuing");

        assertThat(start()).isInstanceOf(StartAnswer.Started.class);

        assertThat(ledger()).isEqualTo("accessor-1 revoking,accessor-2 issued");
    }

    @Test
    void aLeaseThatGoesBackAfterAGatewayDiedHasItRevoked() {
        dieBeforeIssuing();

        unstarted.later(session, lease, "policy_stale");

        assertThat(stage.state(id)).isEqualTo(ExecutionState.QUEUED);
        assertThat(ledger()).isEqualTo("accessor-1 revoking");
    }

    @Test
    void aLeaseThatIsLostWhileAStoreIssuesHasItRevoked() {
        store.beforeIssue = () -> unstarted.later(session, lease, "policy_stale");

        assertThat(start()).isInstanceOf(StartAnswer.Gone.class);

        assertThat(ledger()).isEqualTo("accessor-1 revoking");
        assertThat(toRevokeNow()).isEqualTo("lease-of-accessor-1");
    }

    @Test
    void aSecretThatNoJobGetsIsRevokedByItsOwnLeaseAtOnce() {
        store.secret = "short";

        assertThat(start()).isEqualTo(new StartAnswer.Gone("secret_too_short"));
        assertThat(stage.query(
                        "SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'secret' FROM event"
                                + " WHERE tenant = ? AND execution_id = ? AND code = 'execution.failed'",
                        Stage.TENANT,
                        id.value()))
                .hasValueSatisfying(secret -> assertThat(secret).startsWith("embedded/"));

        assertThat(ledger()).isEqualTo("accessor-1 revoking");
        assertThat(toRevokeNow()).isEqualTo("lease-of-accessor-1");
    }

    @Test
    void aStartThatDoesNotCommitHasWhatWasIssuedForItRevokedAtOnce() {
        store.beforeIssue = () -> stage.sql("UPDATE worker_session SET ended_at = now() WHERE id = ?", session.id());

        assertThat(start()).isEqualTo(new StartAnswer.Gone(Starts.SESSION_ENDED));

        assertThat(ledger()).isEqualTo("accessor-1 revoking");
        assertThat(toRevokeNow()).isEqualTo("lease-of-accessor-1");
    }

    private String toRevokeNow() {
        return column("CASE WHEN due_at <= now() THEN leases[1] END");
    }

    @Test
    void aStoreThatDoesNotIssueHasItRevokedOnceItCanBeAtItNoMoreAndTheStartComesLater() {
        store.beforeIssue = () -> store.away = true;

        assertThat(start()).isEqualTo(new StartAnswer.Later());

        assertThat(ledger()).isEqualTo("accessor-1 revoking");
        assertThat(column("due_at - now() BETWEEN interval '25 s' AND interval '30 s'"))
                .isEqualTo("t");
    }

    @Test
    void nothingIsOpenedOfAStoreThatIsAway() {
        store.away = true;

        assertThat(start()).isEqualTo(new StartAnswer.Later());

        assertThat(ledger()).isEmpty();
    }

    @Test
    void aStartThatIsNotAdmittedEndsWhatItOpenedAndIssuesNothing() {
        stage.sql("UPDATE worker_session SET ended_at = now() WHERE id = ?", session.id());

        assertThat(start()).isInstanceOf(StartAnswer.Gone.class);

        assertThat(store.living).isEmpty();
        assertThat(store.issued).isEmpty();
        assertThat(ledger()).isEmpty();
    }

    private StartAnswer start() {
        return gateway.with(storeName(), store).start(session, lease);
    }

    private void dieBeforeIssuing() {
        store.beforeIssue = () -> {
            throw new IllegalStateException("the gateway dies");
        };
        assertThatThrownBy(this::start).isInstanceOf(IllegalStateException.class);
        store.beforeIssue = () -> {};
    }

    /** Of this test only: no gateway of another one knows it. */
    private String storeName() {
        return "db-" + id;
    }

    private String ledger() {
        return column("string_agg(accessor || ' ' || state, ',' ORDER BY created_at)");
    }

    private String column(String expression) {
        return stage.query(
                        "SELECT " + expression + " FROM secret_lease WHERE tenant = ? AND execution_id = ?",
                        Stage.TENANT,
                        id.value())
                .orElse("");
    }

    private String openInTheOutcome() {
        return stage.query("""
                        SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'open' FROM event
                        WHERE tenant = ? AND execution_id = ? ORDER BY n DESC LIMIT 1""", Stage.TENANT, id.value()).orElse("");
    }
}
