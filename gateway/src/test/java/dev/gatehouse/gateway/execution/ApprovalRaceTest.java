package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.AWAITING_APPROVAL;
import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REJECTED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** An approval, at the same time as what else can happen to what waits for it: one of them is first, and all agree which. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ApprovalRaceTest {
    private static final int RACES = 10;

    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    @Inject
    Directory directory;

    @Inject
    Expiry expiry;

    @Inject
    StartPipeline pipeline;

    @Test
    void againstTheClockItIsApprovedOrTooLate() throws InterruptedException, ExecutionException {
        var cast = people.cast(1);
        for (int race = 0; race < RACES; race++) {
            ExecutionId id = people.waiting(cast);
            stage.sqlOfOwner(
                    "UPDATE approval SET expires_at = now() + interval '15 milliseconds' WHERE id = ?",
                    UUID.fromString(people.of(id)));
            int[] status = {0};
            Race.together(
                    () -> status[0] = people.approve(cast.ada(), id).extract().statusCode(),
                    () -> expiry.run(() -> true));
            expiry.run(() -> true);
            Until.sees(() -> stage.state(id), state -> state != AWAITING_APPROVAL);

            assertThat(stage.state(id)).isEqualTo(status[0] == 200 ? QUEUED : REJECTED);
            assertThat(stage.isWaiting(id)).isEqualTo(status[0] == 200);
            assertThat(people.outcome(id)).isEqualTo(status[0] == 200 ? "approved" : "expired");
        }
    }

    @Test
    void againstACancelNothingIsQueuedThatWasCancelled() throws InterruptedException, ExecutionException {
        var cast = people.cast(1);
        for (int race = 0; race < RACES; race++) {
            ExecutionId id = people.waiting(cast);
            Race.together(
                    () -> people.approve(cast.ada(), id),
                    () -> Stage.as(cast.scene().owner().token())
                            .contentType("application/json")
                            .body(Stage.cancelBody())
                            .post("/api/v1/acme/executions/" + id + "/cancel")
                            .then()
                            .statusCode(200));

            assertThat(stage.state(id)).isEqualTo(CANCELLED);
            assertThat(stage.isWaiting(id)).isFalse();
            assertThat(people.outcome(id)).isIn("approved", "void");
            assertThat(stage.events(id)).last().asString().endsWith("execution.cancelled");
        }
    }

    @Test
    void againstTheEndOfWhoAskedNothingIsLeft() throws InterruptedException, ExecutionException {
        for (int race = 0; race < RACES / 2; race++) {
            var cast = people.cast(1);
            Account asker = cast.scene().launcher();
            ExecutionId id = people.waiting(cast);
            Race.together(
                    () -> people.approve(cast.ada(), id),
                    () -> directory.beginEnd(asker, EndReason.ADMINISTRATOR, new Extent.Everything()));
            directory.untilEnded(asker);

            assertThat(stage.state(id)).isEqualTo(REVOKED);
            assertThat(stage.isWaiting(id)).isFalse();
        }
    }

    @Test
    void againstTheEndOfWhoApprovesNothingBegins() throws InterruptedException, ExecutionException {
        for (int race = 0; race < RACES / 2; race++) {
            var cast = people.cast(1);
            ExecutionId id = people.waiting(cast);
            Race.together(() -> people.approve(cast.ada(), id), () -> Directory.deactivate(cast.scim(), cast.ada()));
            directory.untilEnded(cast.ada());

            assertThat(stage.state(id)).isIn(AWAITING_APPROVAL, QUEUED);
            if (stage.state(id) == QUEUED) {
                WorkerSession session = stage.session(cast.scene());
                pipeline.start(session, stage.claimed(session));
                assertThat(stage.state(id)).isEqualTo(REVOKED);
            }
            assertThat(stage.events(id)).doesNotContain("5 execution.started", "6 execution.started");
        }
    }

    @Test
    void ofTwoAtOnceOneIsTheLastAndItIsQueuedOnce() throws InterruptedException, ExecutionException {
        var cast = people.cast(2);
        for (int race = 0; race < RACES; race++) {
            ExecutionId id = people.waiting(cast);
            Race.together(
                    () -> people.approve(cast.ada(), id).statusCode(200),
                    () -> people.approve(cast.bob(), id).statusCode(200));

            assertThat(stage.state(id)).isEqualTo(QUEUED);
            assertThat(stage.events(id))
                    .containsExactly(
                            "1 execution.accepted",
                            "2 approval.requested",
                            "3 approval.voted",
                            "4 approval.voted",
                            "5 approval.granted");
        }
    }

    @Test
    void yesAndNoAtOnceComeToOneEnd() throws InterruptedException, ExecutionException {
        var cast = people.cast(1);
        for (int race = 0; race < RACES; race++) {
            ExecutionId id = people.waiting(cast);
            int[] status = {0, 0};
            Race.together(
                    () -> status[0] = people.approve(cast.ada(), id).extract().statusCode(),
                    () -> status[1] = people.reject(cast.bob(), id).extract().statusCode());

            assertThat(status).containsExactlyInAnyOrder(200, 409);
            assertThat(stage.state(id)).isEqualTo(status[0] == 200 ? QUEUED : REJECTED);
        }
    }

    @Test
    void theSameWordTwiceAtOnceIsOne() throws InterruptedException, ExecutionException {
        var cast = people.cast(2);
        for (int race = 0; race < RACES; race++) {
            ExecutionId id = people.waiting(cast);
            Race.together(
                    () -> people.approve(cast.ada(), id).statusCode(200),
                    () -> people.approve(cast.ada(), id).statusCode(200));

            assertThat(stage.state(id)).isEqualTo(AWAITING_APPROVAL);
            assertThat(stage.events(id)).hasSize(3);
        }
    }
}
