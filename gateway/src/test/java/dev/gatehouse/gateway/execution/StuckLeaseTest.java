package dev.gatehouse.gateway.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no store revokes is seen by those who may, and given up by a person alone. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class StuckLeaseTest {
    private static final String LEASES = "/api/v1/acme/secret-leases";

    @Inject
    Stage stage;

    @Inject
    TestAccess access;

    @Inject
    LeasingGateway gateway;

    @Inject
    OpenLeaseRows rows;

    @Inject
    Scheduler scheduler;

    private final FakeLeasingStore store = new FakeLeasingStore();
    private ExecutionId id;
    private WorkerSession session;
    private Lease lease;
    private OpenLease.Store place;
    private Account person;

    @BeforeEach
    void run() {
        scheduler.pause(LeaseSchedule.IDENTITY);
        person = access.person("acme", "Owner", "root");
        var scene = stage.secretScene();
        id = stage.queued(scene);
        session = stage.session(scene);
        lease = stage.claimed(session);
        place = new OpenLease.Store(Stage.TENANT, "db-" + id);
        assertThat(gateway.with(place.name(), store).start(session, lease)).isInstanceOf(StartAnswer.Started.class);
    }

    @AfterEach
    void resume() {
        scheduler.resume(LeaseSchedule.IDENTITY);
    }

    private void getStuck() {
        stage.report(session, lease, ExecutionState.SUCCEEDED);
        store.away = true;
        new LeaseRevoker(rows, new LeaseStores(LeasingGateway.directory(place.name(), store)), new LeaseTurns())
                .revokeSome(place);
    }

    private ValidatableResponse list(Account account, String query) {
        return given().auth()
                .oauth2(account.token())
                .get(LEASES + "?store=" + place.name() + query)
                .then();
    }

    private ValidatableResponse giveUp(Account account, String id, String body) {
        return given().auth()
                .oauth2(account.token())
                .contentType("application/json")
                .body(body)
                .post(LEASES + "/" + id + "/give-up")
                .then();
    }

    private String leaseId() {
        return column("id");
    }

    private String column(String expression) {
        return stage.query(
                        "SELECT " + expression + " FROM secret_lease WHERE tenant = ? AND execution_id = ?",
                        Stage.TENANT,
                        id.value())
                .orElse("");
    }

    @Test
    void whatIsOpenIsListedAndWhatIsStuckApart() {
        list(person, "")
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].state", equalTo("issued"))
                .body("items[0].server", equalTo("here"))
                .body("items[0].accessor", equalTo("accessor-1"))
                .body("items[0].execution", equalTo(id.toString()));
        list(person, "&stuck=true").statusCode(200).body("items", empty());

        getStuck();

        list(person, "&stuck=true")
                .body("items", hasSize(1))
                .body("items[0].state", equalTo("revoking"))
                .body("items[0].reason", equalTo("timeout"))
                .body("items[0].tries", equalTo(1));
    }

    @Test
    void onlyWhoMayReadStoresSeesLeasesAndNoOtherTenantDoes() {
        list(access.stranger("acme"), "").statusCode(403);
        given().auth()
                .oauth2(access.account("globex", "Owner", "root").token())
                .get(LEASES)
                .then()
                .statusCode(404);
        list(person, "&stuck=perhaps").statusCode(422);
    }

    @Test
    void aPersonGivesUpWhatIsStuckWhichIsRecordedAndSettlesTheRun() {
        getStuck();

        giveUp(person, leaseId(), "{\"reason\": \"dropped by hand\"}")
                .statusCode(200)
                .body("state", equalTo("given_up"));

        assertThat(column("state || ' ' || (ended_at IS NOT NULL) || ' ' || (due_at IS NULL)"))
                .isEqualTo("given_up true true");
        assertThat(stage.events(id)).last().isEqualTo("5 execution.settled");
        assertThat(stage.query("""
                        SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'givenUp' FROM event
                        WHERE tenant = ? AND execution_id = ? ORDER BY n DESC LIMIT 1""", Stage.TENANT, id.value())).contains("1");
        assertThat(stage.query("""
                        SELECT (convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'failure') || ' ' || (convert_from(leaf, 'UTF8')::jsonb ->> 'actor')
                        FROM event WHERE tenant = ? AND code = 'secret_lease.abandoned'
                         AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'execution' = ?""", Stage.TENANT, id.toString()))
                .hasValueSatisfying(event -> assertThat(event)
                        .startsWith("timeout ")
                        .contains(person.subject().toString()));
        giveUp(person, leaseId(), "{\"reason\": \"again\"}").statusCode(404);
    }

    @Test
    void nobodyElseGivesItUp() {
        getStuck();
        String reason = "{\"reason\": \"dropped by hand\"}";

        var account = access.account("acme", "Owner", "root");
        giveUp(account, leaseId(), reason).statusCode(403).body("code", equalTo("person_needed"));
        assertThat(stage.query("""
                        SELECT f.fields -> 'object' ->> 'value' FROM event e
                          JOIN event_fields f ON f.tenant = e.tenant AND f.event_id = e.id
                         WHERE e.tenant = ? AND e.code = 'access.denied'
                           AND convert_from(e.leaf, 'UTF8')::jsonb ->> 'actor' LIKE ?""", Stage.TENANT, "%" + account.subject() + "%"))
                .hasValueSatisfying(
                        object -> assertThat(object).contains("secretlease/" + place.name() + "/" + leaseId()));
        giveUp(access.person("acme", "Viewer", "root"), leaseId(), reason).statusCode(403);
        given().auth()
                .oauth2(access.person("globex", "Owner", "root").token())
                .contentType("application/json")
                .body(reason)
                .post("/api/v1/globex/secret-leases/" + leaseId() + "/give-up")
                .then()
                .statusCode(404);
        assertThat(column("state")).isEqualTo("revoking");
    }

    @Test
    void whatIsNotStuckOrHasNoReasonIsNotGivenUp() {
        giveUp(person, leaseId(), "{\"reason\": \"no\"}").statusCode(409).body("code", equalTo("lease_not_stuck"));
        giveUp(person, leaseId(), "{}").statusCode(422);
        giveUp(person, leaseId(), "{\"reason\": \" \"}").statusCode(422);
        giveUp(person, leaseId(), "{\"reason\": \"no\", \"force\": true}").statusCode(422);
        giveUp(person, leaseId(), "").statusCode(400);
        giveUp(person, UUID.randomUUID().toString(), "{\"reason\": \"no\"}").statusCode(404);
        giveUp(person, "1", "{\"reason\": \"no\"}").statusCode(404);
        assertThat(column("state")).isEqualTo("issued");
    }
}
