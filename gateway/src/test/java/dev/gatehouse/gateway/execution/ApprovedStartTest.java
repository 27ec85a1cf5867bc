package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.AWAITING_APPROVAL;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was approved is asked about again when it begins, and what it rests on may have ended by then. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ApprovedStartTest {
    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    @Inject
    Directory directory;

    @Inject
    StartPipeline pipeline;

    private ExecutionId approved(TwoPeople.Cast cast) {
        ExecutionId id = people.waiting(cast);
        people.approve(cast.ada(), id).statusCode(200).body("state", equalTo("approved"));
        return id;
    }

    private StartAnswer start(TwoPeople.Cast cast) {
        WorkerSession session = stage.session(cast.scene());
        return pipeline.start(session, stage.claimedSoon(session));
    }

    private String voided(ExecutionId id) {
        return stage.query("""
                        SELECT count(*) FROM approval_vote v JOIN approval a ON a.id = v.approval_id
                         WHERE a.execution_id = ? AND v.void_at IS NOT NULL""", id.value()).orElseThrow();
    }

    @Test
    void anotherRevisionOfTheRuleVoidsTheApproval() {
        var cast = people.cast(1);
        ExecutionId id = approved(cast);
        people.guard(cast, 2, "");

        start(cast);

        assertThat(stage.state(id)).isEqualTo(REVOKED);
        assertThat(stage.column(id, "error")).isEqualTo("approval_drifted");
    }

    @Test
    void aSecondRuleThatNobodyApprovedDoesTheSame() {
        var cast = people.cast(1);
        ExecutionId id = approved(cast);
        stage.apply(cast.scene().owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %s, name: more-people}
                spec:
                  match: {actions: ["execution:create"]}
                  action: RequireApproval
                  approval: {from: {groups: [%s]}, expires: PT1H}
                """.formatted(cast.scene().namespace(), cast.group()));

        start(cast);

        assertThat(stage.state(id)).isEqualTo(REVOKED);
    }

    @Test
    void anotherRevisionOfTheJobDoesNotBecauseTheApprovedOneRuns() {
        var cast = people.cast(1);
        ExecutionId id = approved(cast);
        stage.apply(cast.scene().owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: greet}
                spec: {workerGroup: %s, run: {process: {command: [java, Other.java]}}}
                """.formatted(
                        cast.scene().namespace(), cast.scene().group()));

        start(cast);

        assertThat(stage.state(id)).isEqualTo(RUNNING);
        assertThat(stage.column(id, "job_revision")).isEqualTo("1");
    }

    @Test
    void whatWouldRunIsTheVeryThingThatWasApproved() {
        var cast = people.cast(1);
        ExecutionId id = approved(cast);
        stage.sqlOfOwner("UPDATE approval SET digest = repeat('a', 64) WHERE id = ?", UUID.fromString(people.of(id)));

        start(cast);

        assertThat(stage.state(id)).isEqualTo(REVOKED);
        assertThat(stage.column(id, "error")).isEqualTo("approval_drifted");
    }

    @Test
    void withTheAccessOfWhoApprovedItEndsBeforeItBegins() {
        var cast = people.cast(1);
        ExecutionId id = approved(cast);

        Directory.deactivate(cast.scim(), cast.ada());
        directory.untilEnded(cast.ada());

        assertThat(voided(id)).isEqualTo("1");
        assertThat(stage.events(id)).endsWith("5 approval.vote_voided");
        start(cast);
        assertThat(stage.state(id)).isEqualTo(REVOKED);
        assertThat(stage.column(id, "error")).isEqualTo("approval_drifted");
    }

    @Test
    void whoLeftTheGroupSinceApprovedNothing() {
        var cast = people.cast(1);
        ExecutionId id = approved(cast);

        cast.scim()
                .patch(
                        "/Groups/" + cast.groupId(),
                        "{'op':'remove','path':'members[value eq \\u0022"
                                + cast.ada().subject() + "\\u0022]'}")
                .then()
                .statusCode(200);
        start(cast);

        assertThat(stage.state(id)).isEqualTo(REVOKED);
    }

    @Test
    void whoCameBackMaySayItAgainAndWhatWasSaidBeforeDoesNotCount() {
        var cast = people.cast(2);
        ExecutionId id = people.waiting(cast);
        people.approve(cast.ada(), id).statusCode(200);
        Directory.deactivate(cast.scim(), cast.ada());
        directory.untilEnded(cast.ada());
        assertThat(stage.events(id)).endsWith("4 approval.vote_voided");

        people.approve(cast.bob(), id)
                .statusCode(200)
                .body("state", equalTo("waiting"))
                .body("rules.given", contains(1));
        Directory.activate(cast.scim(), cast.ada(), true);
        people.approve(
                        new Account(
                                "acme",
                                cast.ada().subject(),
                                "",
                                stage.access().token("acme", cast.ada().subject())),
                        id)
                .statusCode(200)
                .body("state", equalTo("approved"))
                .body("votes.counts", contains(false, true, true));
        start(cast);
        assertThat(stage.state(id)).isEqualTo(RUNNING);
    }

    @Test
    void withTheAccessOfWhoAskedNobodyIsAskedAnyMore() {
        var cast = people.cast(1);
        ExecutionId id = people.waiting(cast);

        directory.beginEnd(cast.scene().launcher(), EndReason.ADMINISTRATOR, new Extent.Everything());
        directory.untilEnded(cast.scene().launcher());

        assertThat(stage.state(id)).isEqualTo(REVOKED);
        assertThat(people.outcome(id)).isEqualTo("void");
        people.approve(cast.ada(), id).statusCode(409).body("code", equalTo("approval_over"));
    }

    @Test
    void aRuleThatCameWhileItWasQueuedHasItWaitForPeople() {
        var cast = people.unguarded();
        ExecutionId id = stage.queued(cast.scene());
        people.guard(cast, 1, "");

        assertThat(start(cast)).isEqualTo(new StartAnswer.Gone("approval_required"));

        assertThat(stage.state(id)).isEqualTo(AWAITING_APPROVAL);
        assertThat(stage.events(id)).endsWith("2 execution.returned", "3 approval.requested");
        people.approve(cast.ada(), id).statusCode(200).body("state", equalTo("approved"));
        assertThat(stage.state(id)).isEqualTo(QUEUED);
        assertThat(start(cast)).isInstanceOf(StartAnswer.Started.class);
    }

    @Test
    void whereTheRuleIsGoneNobodysApprovalIsNeeded() {
        var cast = people.cast(1);
        ExecutionId id = approved(cast);
        Stage.as(cast.scene().owner().token())
                .delete("/api/v1/acme/guardrails/" + cast.scene().namespace() + "/two-people")
                .then()
                .statusCode(200);

        start(cast);

        assertThat(stage.state(id)).isEqualTo(RUNNING);
    }
}
