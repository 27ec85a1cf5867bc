package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody queued by a group that a token named, when its turn comes. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ClaimedStartTest {
    @Inject
    Stage stage;

    @Inject
    TestDirectory directory;

    @Inject
    StartPipeline pipeline;

    private final String mark = UUID.randomUUID().toString().substring(24);
    private final String provider = "corp-" + mark;
    private FakeIssuer issuer;
    private Stage.Scene scene;
    private ExecutionId queued;

    @BeforeEach
    void queueByAGroupOfTheToken() throws IOException {
        issuer = new FakeIssuer();
        scene = stage.scene();
        stage.apply(scene.owner(), issuer.declaration(provider));
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: ops}
                spec: {role: Launcher, subjects: [{group: "idp:%s/ops"}]}
                """.formatted(scene.namespace(), provider));
        UUID ada = UUID.randomUUID();
        stage.sql("INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'user', ?)", ada, "user-" + ada);
        directory.link("acme", "ada-" + mark, ada);
        String token = issuer.token("ada-" + mark, Duration.ofMinutes(5), "ops");
        queued = Stage.id(stage.submit(new Account("acme", ada, "ada", token), Stage.body(scene.job()))
                .statusCode(201));
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private ExecutionState started() {
        WorkerSession session = stage.session(scene);
        pipeline.start(session, stage.claimed(session));
        return stage.state(queued);
    }

    @Test
    void beginsWhileTheProviderIsDeclaredAsItWas() {
        stage.apply(
                scene.owner(), issuer.declaration(provider).replace("audience: gatehouse", "audience: gatehouse-2"));

        assertThat(started()).isEqualTo(RUNNING);
    }

    @Test
    void doesNotBeginAfterTheProviderWasDeleted() {
        Stage.as(scene.owner().token())
                .delete("/api/v1/acme/identityproviders/" + provider)
                .then()
                .statusCode(200);

        assertThat(started()).isEqualTo(REVOKED);
    }

    @Test
    void doesNotBeginAfterTheProviderBecameAnotherIssuer() throws IOException {
        try (var other = new FakeIssuer()) {
            stage.apply(scene.owner(), other.declaration(provider));

            assertThat(started()).isEqualTo(REVOKED);
        }
    }
}
