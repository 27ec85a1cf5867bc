package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.issuer.AccessTokens.Issued;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many tokens a run gets, and what those of an approved one say. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class RunIdentityRoomTest {
    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    @Inject
    VaultRuns runs;

    private ObjectNode claims(Stage.Running running) {
        String token = runs.ask(running) instanceof IdentityOutcome.Given(Issued issued) ? issued.text() : "";
        return VaultRuns.claims(token);
    }

    @Test
    void anExecutionGetsSoManyAndMoreOnlyOnceTheOldestOfThemIsOver() {
        var running = stage.running(runs.scene());
        for (int i = 0; i < RunIdentities.MOST_PER_AUDIENCE; i++) {
            assertThat(runs.ask(running)).isInstanceOf(IdentityOutcome.Given.class);
        }

        assertThat(runs.ask(running))
                .isInstanceOfSatisfying(
                        IdentityOutcome.TooMany.class,
                        full -> assertThat(full.after()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5)));
        assertThat(stage.events(running.id())).hasSize(2 + RunIdentities.MOST_PER_AUDIENCE);

        stage.sqlOfOwner(
                "UPDATE event SET at = at - interval '299 s' WHERE execution_id = ? AND n = 3",
                running.id().value());
        assertThat(runs.ask(running))
                .isInstanceOfSatisfying(
                        IdentityOutcome.TooMany.class,
                        full -> assertThat(full.after()).isLessThanOrEqualTo(Duration.ofSeconds(1)));
        stage.sqlOfOwner(
                "UPDATE event SET at = at - interval '2 s' WHERE execution_id = ? AND n = 3",
                running.id().value());
        assertThat(runs.ask(running)).isInstanceOf(IdentityOutcome.Given.class);
        assertThat(runs.ask(running)).isInstanceOf(IdentityOutcome.TooMany.class);
    }

    @Test
    void whatOneExecutionUsesUpIsNoneOfAnothers() {
        var scene = runs.scene();
        var greedy = stage.running(scene);
        for (int i = 0; i < RunIdentities.MOST_PER_AUDIENCE; i++) {
            runs.ask(greedy);
        }

        assertThat(runs.ask(greedy)).isInstanceOf(IdentityOutcome.TooMany.class);
        assertThat(runs.ask(stage.running(scene))).isInstanceOf(IdentityOutcome.Given.class);
    }

    @Test
    void whatOneAttemptUsedUpIsNoneOfTheNexts() {
        var running = stage.running(runs.scene());
        for (int i = 0; i < RunIdentities.MOST_PER_AUDIENCE; i++) {
            runs.ask(running);
        }
        assertThat(runs.ask(running)).isInstanceOf(IdentityOutcome.TooMany.class);

        stage.sqlOfOwner(
                "UPDATE execution SET attempt = attempt + 1, fence = fence + 1 WHERE id = ?",
                running.id().value());
        var next = new Stage.Running(
                running.id(),
                running.session(),
                new Lease(running.id(), running.lease().fence() + 1));

        assertThat(runs.ask(next)).isInstanceOf(IdentityOutcome.Given.class);
    }

    @Test
    void whatPeopleApprovedNamesTheirApproval() {
        var cast = people.cast(1);
        runs.declare(cast.scene());
        ExecutionId id = people.waiting(cast);
        people.approve(cast.ada(), id).statusCode(200);
        WorkerSession session = stage.session(cast.scene());
        Lease lease = stage.claimedSoon(session);
        stage.start(session, lease);

        ObjectNode said = claims(new Stage.Running(id, session, lease));

        assertThat(said.path("approval_id").asText())
                .isEqualTo(stage.query("SELECT id FROM approval WHERE tenant = 'acme' AND execution_id = ?", id.value())
                        .orElseThrow());
    }
}
