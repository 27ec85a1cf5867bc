package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.EndCalls.done;
import static dev.gatehouse.gateway.execution.EndCalls.dryRun;
import static dev.gatehouse.gateway.execution.EndCalls.end;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.oidc.OidcCalls;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    @Inject
    SnapshotLoader snapshots;

    @Inject
    Transactions transactions;

    @Inject
    AccessEnds ends;

    @Inject
    TestDirectory directory;

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

    /** Who acts loses its role, of which no epoch tells. */
    private void takeTheRoleOfWhoActs() {
        stage.sql("""
                WITH gone AS (DELETE FROM resource WHERE tenant = 'acme' AND kind = 'rolebinding' AND name = ?)
                UPDATE tenant SET revision = revision + 1 WHERE name = 'acme'""", "of-" + support.subject());
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
    void itDoesNotStartOnceWhoActedMayNotActAsTheStarterAnyMore() {
        var scene = stage.scene();
        var waits = queuedAs(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        takeTheRoleOfWhoActs();

        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Gone.class);

        assertThat(stage.state(waits)).isEqualTo(REVOKED);
    }

    @Test
    void itStartsWhereOthersLoseTheirRoles() {
        var scene = stage.scene();
        var waits = queuedAs(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        support = stage.access().account("acme", "Owner", "root");
        takeTheRoleOfWhoActs();

        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);

        assertThat(stage.state(waits)).isEqualTo(RUNNING);
    }

    @Test
    void whereAPartOfTheAccessEndsItEndsOnceWhoActedMayNotActAsTheStarterAnyMore() {
        var scene = stage.scene();
        var own = stage.queued(scene);
        var waits = queuedAs(scene);
        endWhatIsDenied(scene.launcher());
        assertThat(stage.state(waits)).as("it is allowed").isEqualTo(QUEUED);

        takeTheRoleOfWhoActs();
        endWhatIsDenied(scene.launcher());

        assertThat(stage.state(waits)).isEqualTo(REVOKED);
        assertThat(stage.state(own)).as("begun by the launcher alone").isEqualTo(QUEUED);
    }

    private void endWhatIsDenied(Account account) {
        raise(account.subject());
        snapshots.refresh("acme");
        var by = new Actor(account.subject(), account.name());
        var order = new EndOrder("acme", EndReason.GROUP_LEFT, new Extent.WhatIsDenied(), by, Optional.empty());
        UUID end = transactions.run(connection -> ends.begin(connection, account.subject(), order));
        ends.hasten();
        Until.sees(() -> stage.query("SELECT done_at::text FROM access_end WHERE id = ?", end), Optional::isPresent);
    }

    @Test
    void whoActedByAGroupOfItsTokenIsAskedInItWhileTheProviderIsDeclaredAsItWas() throws IOException {
        String mark = UUID.randomUUID().toString().substring(24);
        String provider = "corp-" + mark;
        try (var issuer = new FakeIssuer();
                var other = new FakeIssuer()) {
            var scene = stage.scene();
            stage.apply(scene.owner(), issuer.declaration(provider));
            stage.apply(scene.owner(), """
                    apiVersion: gatehouse.dev/v1
                    kind: RoleBinding
                    metadata: {namespace: root, name: helpers-%1$s}
                    spec: {role: Owner, subjects: [{group: "idp:corp-%1$s/helpers"}]}
                    """.formatted(mark));
            UUID bob = UUID.randomUUID();
            stage.sql("INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'user', ?)", bob, "b-" + bob);
            directory.link("acme", "bob-" + mark, bob);
            String token = issuer.token("bob-" + mark, Duration.ofMinutes(5), "helpers");
            support = new Account("acme", bob, "b-" + bob, token);
            var session = stage.session(scene);
            var allowed = queuedAs(scene);
            pipeline.start(session, stage.claimed(session));
            assertThat(stage.state(allowed)).isEqualTo(RUNNING);
            var denied = queuedAs(scene);

            stage.apply(scene.owner(), other.declaration(provider));
            pipeline.start(session, stage.claimed(session));

            assertThat(stage.state(denied)).isEqualTo(REVOKED);
        }
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
