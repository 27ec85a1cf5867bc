package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.issuer.AccessTokens.Issued;
import dev.gatehouse.gateway.sso.TokenText;
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
    private static final String VAULT = "https://vault.example";

    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    @Inject
    RunIdentities identities;

    private void declare(Stage.Scene scene) {
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: greet}
                spec:
                  workerGroup: %s
                  inputs: {type: object, properties: {name: {type: string}}}
                  run:
                    process:
                      command: [java, Greet.java]
                      identity: [{audience: "%s", env: VAULT_JWT}]
                """.formatted(scene.namespace(), scene.group(), VAULT));
    }

    private Stage.Scene scene() {
        var scene = stage.scene();
        declare(scene);
        return scene;
    }

    private IdentityOutcome ask(Stage.Running running) {
        return identities.give(running.session(), running.lease(), VAULT);
    }

    private ObjectNode claims(Stage.Running running) {
        String token = ask(running) instanceof IdentityOutcome.Given(Issued issued) ? issued.text() : "";
        return TokenText.of(token).orElseThrow().claims();
    }

    @Test
    void anExecutionGetsSoManyAndMoreOnlyOnceTheOldestOfThemIsOver() {
        var running = stage.running(scene());
        for (int i = 0; i < RunIdentities.MOST_PER_AUDIENCE; i++) {
            assertThat(ask(running)).isInstanceOf(IdentityOutcome.Given.class);
        }

        assertThat(ask(running))
                .isInstanceOfSatisfying(
                        IdentityOutcome.TooMany.class,
                        full -> assertThat(full.after()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5)));
        assertThat(stage.events(running.id())).hasSize(2 + RunIdentities.MOST_PER_AUDIENCE);

        stage.sqlOfOwner(
                "UPDATE event SET at = at - interval '299 s' WHERE execution_id = ? AND n = 3",
                running.id().value());
        assertThat(ask(running))
                .isInstanceOfSatisfying(
                        IdentityOutcome.TooMany.class,
                        full -> assertThat(full.after()).isLessThanOrEqualTo(Duration.ofSeconds(1)));
        stage.sqlOfOwner(
                "UPDATE event SET at = at - interval '2 s' WHERE execution_id = ? AND n = 3",
                running.id().value());
        assertThat(ask(running)).isInstanceOf(IdentityOutcome.Given.class);
        assertThat(ask(running)).isInstanceOf(IdentityOutcome.TooMany.class);
    }

    @Test
    void whatOneExecutionUsesUpIsNoneOfAnothers() {
        var scene = scene();
        var greedy = stage.running(scene);
        for (int i = 0; i < RunIdentities.MOST_PER_AUDIENCE; i++) {
            ask(greedy);
        }

        assertThat(ask(greedy)).isInstanceOf(IdentityOutcome.TooMany.class);
        assertThat(ask(stage.running(scene))).isInstanceOf(IdentityOutcome.Given.class);
    }

    @Test
    void whatPeopleApprovedNamesTheirApproval() {
        var cast = people.cast(1);
        declare(cast.scene());
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
