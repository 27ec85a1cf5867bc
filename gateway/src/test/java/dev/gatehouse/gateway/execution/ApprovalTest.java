package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.AWAITING_APPROVAL;
import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.oidc.OidcCalls;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executions that wait for people, from the request to their word. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ApprovalTest {
    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    @Inject
    Expiry expiry;

    @Inject
    StartPipeline pipeline;

    @Test
    void whatNeedsApprovalIsAcceptedAndWaitsOutsideTheQueue() {
        var cast = people.cast(1);

        ExecutionId id = Stage.id(
                stage.submit(cast.scene().launcher(), Stage.body(cast.scene().job()))
                        .statusCode(201)
                        .body("state", equalTo("AWAITING_APPROVAL")));

        assertThat(stage.state(id)).isEqualTo(AWAITING_APPROVAL);
        assertThat(stage.isWaiting(id)).isFalse();
        assertThat(stage.events(id)).containsExactly("1 execution.accepted", "2 approval.requested");
        assertThat(stage.query("""
                        SELECT q.outcome || ' ' || (a.expires_at - a.requested_at)
                          FROM execution e JOIN question q ON q.id = e.decision_id
                          JOIN approval a ON a.execution_id = e.id WHERE e.id = ?""", id.value())).contains("approval_required 01:00:00");
    }

    @Test
    void theLastYesQueuesItAndItBegins() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);

        people.approve(cast.ada(), id).statusCode(200).body("state", equalTo("approved"));

        assertThat(stage.state(id)).isEqualTo(QUEUED);
        WorkerSession session = stage.session(cast.scene());
        assertThat(pipeline.start(session, stage.claimed(session))).isInstanceOf(StartAnswer.Started.class);
        assertThat(stage.events(id))
                .containsExactly(
                        "1 execution.accepted",
                        "2 approval.requested",
                        "3 approval.voted",
                        "4 approval.granted",
                        "5 execution.started");
    }

    @Test
    void whatIsSaidIsInTheRecordAndTheCommentInNoLeaf() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);

        people.approve(cast.ada(), id).statusCode(200);

        String voted = "SELECT %s FROM event e JOIN event_fields f ON f.event_id = e.id"
                + " WHERE e.execution_id = ? AND e.code = 'approval.voted'";
        assertThat(stage.query(voted.formatted("encode(e.leaf, 'escape')"), id.value()))
                .hasValueSatisfying(leaf -> assertThat(leaf)
                        .contains("\"vote\":\"approve\"")
                        .contains(cast.ada().subject().toString())
                        .doesNotContain("seen by me"));
        assertThat(stage.query(voted.formatted("f.fields -> 'comment' ->> 'value'"), id.value()))
                .contains("\"seen by me\"");
    }

    @Test
    void theSameKeyGetsTheSameAnswerAfterTheApproval() {
        var cast = people.cast(1);
        Account launcher = cast.scene().launcher();
        var first = submitWithKey(cast, launcher).then().statusCode(201);
        ExecutionId id = Stage.id(first);
        people.approve(cast.ada(), id).statusCode(200);

        submitWithKey(cast, launcher)
                .then()
                .statusCode(200)
                .body("id", equalTo(id.toString()))
                .body("state", equalTo("AWAITING_APPROVAL"));
    }

    private static Response submitWithKey(TwoPeople.Cast cast, Account by) {
        return Stage.as(by.token())
                .contentType("application/json")
                .header("Idempotency-Key", "k-" + cast.group())
                .body(Stage.body(cast.scene().job()))
                .post("/api/v1/acme/executions");
    }

    @Test
    void twoHaveToSayYesWhereTwoAreWantedAndOneIsNotTwo() {
        var cast = people.cast(2);
        ExecutionId id = people.waiting(cast);

        people.approve(cast.ada(), id)
                .statusCode(200)
                .body("state", equalTo("waiting"))
                .body("rules.given", contains(1));
        people.approve(cast.ada(), id).statusCode(200).body("rules.given", contains(1));
        people.reject(cast.ada(), id).statusCode(409).body("code", equalTo("already_voted"));
        assertThat(stage.state(id)).isEqualTo(AWAITING_APPROVAL);

        people.approve(cast.bob(), id).statusCode(200).body("state", equalTo("approved"));
        assertThat(stage.state(id)).isEqualTo(QUEUED);
    }

    @Test
    void oneNoEndsIt() {
        var cast = people.cast(2);
        ExecutionId id = people.waiting(cast);
        people.approve(cast.ada(), id).statusCode(200);

        people.reject(cast.bob(), id).statusCode(200).body("state", equalTo("rejected"));

        assertThat(stage.state(id)).isEqualTo(REJECTED);
        assertThat(stage.column(id, "error")).isEqualTo("approval_rejected");
        assertThat(stage.events(id)).endsWith("4 approval.voted", "5 execution.rejected");
        people.reject(cast.bob(), id).statusCode(200);
        people.approve(cast.bob(), id).statusCode(409).body("code", equalTo("approval_over"));
    }

    @Test
    void whoAsksIsAskedAmongTheOthersAndDoesNotCount() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast, cast.ada());

        people.approve(cast.ada(), id).statusCode(403).body("code", equalTo("own_request"));
        people.reject(cast.ada(), id).statusCode(403);
        assertThat(stage.state(id)).isEqualTo(AWAITING_APPROVAL);
        assertThat(stage.query(
                        "SELECT count(*) FROM event WHERE code = 'access.denied' AND encode(leaf, 'escape') LIKE ?",
                        "%" + cast.ada().subject() + "%own_request%"))
                .contains("2");

        people.approve(cast.bob(), id).statusCode(200);
    }

    @Test
    void outsidersHearThatOthersAreAskedAndWhoMayNotKnowHearsNothing() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);

        people.approve(cast.scene().owner(), id).statusCode(403).body("code", equalTo("not_an_approver"));
        people.approve(cast.scene().launcher(), id).statusCode(403).body("code", equalTo("forbidden"));
        people.approve(stage.access().stranger("acme"), id).statusCode(404);
        people.show(stage.access().stranger("acme"), id).statusCode(404);
        Account foreign = stage.access().account("globex", "Owner", "root");
        people.approve(foreign, id).statusCode(404);
        Stage.as(foreign.token())
                .get("/api/v1/globex/approvals/" + people.of(id))
                .then()
                .statusCode(404);
        assertThat(people.outcome(id)).isEqualTo("waiting");
    }

    @Test
    void whoActsAsAnotherApprovesNothing() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);
        String shown = OidcCalls.actingAs(cast.scene().owner(), cast.ada().subject());

        people.approve(new Account("acme", cast.ada().subject(), "", shown), id).statusCode(403);

        assertThat(people.outcome(id)).isEqualTo("waiting");
    }

    @Test
    void onlyWhatWasSeenIsApproved() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);

        people.approveSomethingElse(cast.ada(), id).statusCode(409).body("code", equalTo("approval_changed"));
        Stage.as(cast.ada().token())
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/acme/approvals/" + people.of(id) + "/approve")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/digest"));
        assertThat(stage.state(id)).isEqualTo(AWAITING_APPROVAL);
    }

    @Test
    void whatRowsSayOtherwiseThanTheRecordIsNotApproved() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);
        stage.sqlOfOwner("UPDATE approval SET digest = repeat('a', 64) WHERE id = ?", UUID.fromString(people.of(id)));

        people.approve(cast.ada(), id).statusCode(409).body("code", equalTo("approval_changed"));
    }

    @Test
    void afterItsTimeNobodyApprovesItAndItIsRejected() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);
        stage.sqlOfOwner("UPDATE approval SET expires_at = now() WHERE id = ?", UUID.fromString(people.of(id)));

        people.approve(cast.ada(), id).statusCode(409);
        expiry.run(() -> true);

        assertThat(stage.state(id)).isEqualTo(REJECTED);
        assertThat(stage.column(id, "error")).isEqualTo("approval_expired");
        assertThat(people.outcome(id)).isEqualTo("expired");
        assertThat(stage.events(id)).endsWith("3 execution.rejected");
    }

    @Test
    void whatItsTimeLeavesRoomForWaitsOn() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);

        expiry.run(() -> true);

        assertThat(stage.state(id)).isEqualTo(AWAITING_APPROVAL);
    }

    @Test
    void whatIsCancelledIsApprovedByNobody() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);
        Stage.as(cast.scene().owner().token())
                .contentType("application/json")
                .body(Stage.cancelBody())
                .post("/api/v1/acme/executions/" + id + "/cancel")
                .then()
                .statusCode(200);

        people.approve(cast.ada(), id).statusCode(409).body("code", equalTo("approval_over"));

        assertThat(stage.state(id)).isEqualTo(CANCELLED);
        assertThat(people.outcome(id)).isEqualTo("void");
    }

    @Test
    void whoMayDecideSeesAllThatWouldRunAndOthersNoInputs() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);

        people.show(cast.ada(), id)
                .statusCode(200)
                .body("mayDecide", equalTo(true))
                .body("job", equalTo(cast.scene().job()))
                .body("revision", equalTo(1))
                .body(
                        "requestedBy.id",
                        equalTo(cast.scene().launcher().subject().toString()))
                .body("run.filled.command", contains("java", "Greet.java", "Ada"))
                .body("run.filled.inputs.name", equalTo("Ada"))
                .body("run.workerGroup", equalTo(cast.scene().group()))
                .body("run.timeout", equalTo("PT15M"))
                .body("rules.message", contains("Two people see what runs here"))
                .body("rules.groups[0]", contains(cast.groupId()));
        people.show(cast.scene().owner(), id)
                .statusCode(200)
                .body("mayDecide", equalTo(false))
                .body("run.connector", equalTo("process"))
                .body("run.filled", nullValue());
        people.show(cast.scene().launcher(), id).statusCode(403);
    }

    @Test
    void eachSeesWhatWaitsForThem() {
        var cast = people.cast(2);
        ExecutionId id = people.waiting(cast, cast.ada());
        String own = "/api/v1/acme/approvals?namespace=" + cast.scene().namespace();

        Stage.as(cast.bob().token()).get(own + "&mine=true").then().body("items.execution", contains(id.toString()));
        Stage.as(cast.ada().token()).get(own + "&mine=true").then().body("items", empty());
        Stage.as(cast.ada().token()).get(own).then().body("items.execution", contains(id.toString()));
        people.approve(cast.bob(), id).statusCode(200);
        Stage.as(cast.bob().token()).get(own + "&mine=true").then().body("items", empty());
        Stage.as(cast.scene().launcher().token()).get(own).then().statusCode(403);
        Stage.as(cast.scene().owner().token())
                .get(own)
                .then()
                .body("items.execution", contains(id.toString()))
                .body("items.run", not(hasItem(not(nullValue()))));
    }

    @Test
    void whoDecidesInOneNamespaceNeedNotNameIt() {
        var cast = people.cast(1);
        var other = people.cast(1);
        ExecutionId id = people.waiting(cast);
        people.waiting(other);

        list(cast.bob(), "").statusCode(200).body("items.execution", contains(id.toString()));
        list(cast.bob(), "?mine=true").statusCode(200).body("items.execution", contains(id.toString()));
        list(cast.bob(), "?namespace=" + other.scene().namespace()).statusCode(403);
        list(cast.scene().launcher(), "?mine=true").statusCode(403);

        people.approve(cast.bob(), id).statusCode(200);
        list(cast.bob(), "?mine=true").statusCode(200).body("items", empty());
    }

    @Test
    void aGuardrailInOnePlaceHidesWhatIsThereFromWhoDecidesInTwo() {
        var hidden = people.cast(1);
        var open = people.cast(1);
        stage.apply(open.scene().owner(), """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: also-elsewhere}
                spec: {role: %s, subjects: [{id: %s}]}
                """.formatted(
                        open.scene().namespace(), open.group(), hidden.ada().subject()));
        ExecutionId hiddenId = people.waiting(hidden);
        ExecutionId openId = people.waiting(open);
        list(hidden.ada(), "").body("items.execution", contains(openId.toString(), hiddenId.toString()));

        stage.apply(hidden.scene().owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %s, name: hidden}
                spec: {match: {actions: ["approval:decide"]}, when: "resource.name == 'greet'", action: Deny}
                """.formatted(hidden.scene().namespace()));

        list(hidden.ada(), "").body("items.execution", contains(openId.toString()));
    }

    private static ValidatableResponse list(Account by, String query) {
        return Stage.as(by.token()).get("/api/v1/acme/approvals" + query).then();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "00000000-0000-0001-0000-000000000001"})
    void whatIsNotThereIsUnknown(String id) {
        Stage.as(stage.access().account("acme", "Owner", "root").token())
                .get("/api/v1/acme/approvals/" + id)
                .then()
                .statusCode(404);
    }
}
