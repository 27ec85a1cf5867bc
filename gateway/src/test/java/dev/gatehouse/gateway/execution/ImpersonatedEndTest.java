package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.EndCalls.done;
import static dev.gatehouse.gateway.execution.EndCalls.dryRun;
import static dev.gatehouse.gateway.execution.EndCalls.end;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.oidc.OidcCalls;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody began as somebody else ends with either one's access. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ImpersonatedEndTest {
    @Inject
    Stage stage;

    @Inject
    StopSignals signals;

    @Inject
    StartPipeline pipeline;

    private Account support;

    @BeforeEach
    void actor() {
        support = stage.access().account("acme", "Owner", "root");
    }

    /** An execution that the actor starts as the scene's launcher. */
    private ExecutionId queuedAs(Stage.Scene scene) {
        return queuedAs(scene, support);
    }

    private ExecutionId queuedAs(Stage.Scene scene, Account actor) {
        Account launcher = scene.launcher();
        String shown = OidcCalls.actingAs(actor, launcher.subject());
        return Stage.id(
                stage.submit(new Account("acme", launcher.subject(), launcher.name(), shown), Stage.body(scene.job()))
                        .statusCode(201));
    }

    /** From now on the epoch is another one, and no cascade comes. */
    private void raise(UUID subject) {
        stage.sql("UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?", subject);
    }

    @Test
    void itEndsWithTheAccessOfWhoActed() {
        var scene = stage.scene();
        var own = stage.queued(scene);
        var session = stage.session(scene);
        stage.claimed(session);
        var running = queuedAs(scene);
        Lease lease = stage.claimed(session);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        var waits = queuedAs(scene);
        dryRun(scene.owner(), support.subject())
                .body("ends.revoked", equalTo(1))
                .body("ends.stopped", equalTo(1));

        String end = end(scene.owner(), support).statusCode(202).extract().path("id");

        done(scene.owner(), end);
        assertThat(stage.state(waits)).isEqualTo(REVOKED);
        assertThat(stage.state(running)).isEqualTo(RUNNING);
        assertThat(signals.wanted(session)).containsExactly(new StopSignal(lease, true));
        assertThat(stage.state(own)).as("begun by the launcher alone").isNotEqualTo(REVOKED);
    }

    @Test
    void itEndsWithTheTokenThatWhoActedShowedAndNoOtherOneDoes() {
        var scene = stage.scene();
        var session = stage.session(scene);
        var running = queuedAs(scene);
        Lease lease = stage.claimed(session);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        var other = queuedAs(scene, stage.withAnotherToken(support));
        assertThat(pipeline.start(session, stage.claimed(session))).isInstanceOf(StartAnswer.Started.class);
        var own = stage.queued(scene);
        assertThat(pipeline.start(session, stage.claimed(session))).isInstanceOf(StartAnswer.Started.class);
        var waits = queuedAs(scene);

        stage.revokeToken(scene.owner(), support);

        Until.sees(() -> stage.state(waits), REVOKED::equals);
        Until.sees(() -> stage.column(running, "stop"), "revoke"::equals);
        assertThat(signals.wanted(session)).containsExactly(new StopSignal(lease, true));
        String end = stage.query("SELECT id FROM access_end WHERE token_id = ?::uuid", stage.token(support))
                .orElseThrow();
        done(scene.owner(), end)
                .body("extent", equalTo("token"))
                .body("steps.find { it.step == 'executions' }.ended.revoked", equalTo(1))
                .body("steps.find { it.step == 'executions' }.ended.stopped", equalTo(1));
        assertThat(List.of(stage.column(other, "stop"), stage.column(own, "stop")))
                .as("begun with another token, and by the launcher alone")
                .containsExactly("", "");
    }

    @Test
    void noEnvelopeIsHandedOutAgainOnceTheTokenWasRevokedThatWhoActedShowed() {
        var scene = stage.secretScene();
        stage.putSecret(scene, "correct-horse-battery-staple");
        queuedAs(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);

        stage.revokeToken(scene.owner(), support);

        assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("access_ended"));
    }

    @Test
    void itDoesNotStartOnceTheAccessOfWhoActedHasChangedThoughNoCascadeCame() {
        var scene = stage.scene();
        var waits = queuedAs(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        raise(support.subject());

        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Gone.class);

        assertThat(stage.state(waits)).isEqualTo(REVOKED);
    }

    @Test
    void noEnvelopeIsHandedOutAgainOnceTheAccessOfWhoActedHasChanged() {
        var scene = stage.secretScene();
        stage.putSecret(scene, "correct-horse-battery-staple");
        queuedAs(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);

        raise(support.subject());

        assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("access_ended"));
    }

    @Test
    void noEnvelopeIsHandedOutAgainOnceAllAccessEndedThatItWasBegunBy() {
        var scene = stage.secretScene();
        stage.putSecret(scene, "correct-horse-battery-staple");
        stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        raise(scene.launcher().subject());
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);

        // As after a security event, which leaves the subject active, before the cascade.
        stage.sql("""
                INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, caused_by, done_at)
                SELECT tenant, gen_random_uuid(), id, epoch, 'security_event', 'everything', id, now()
                  FROM subject WHERE id = ?""", scene.launcher().subject());

        assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("access_ended"));
    }
}
