package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is accepted with a token that has a scope is decided again within it. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ScopedStartTest {
    @Inject
    Stage stage;

    @Inject
    StartPipeline pipeline;

    @Test
    void anExecutionOfANarrowTokenStarts() {
        var scene = stage.scene();
        var id = Stage.id(stage.submit(narrow(scene, "execution:create"), Stage.body(scene.job()))
                .statusCode(201));
        var session = stage.session(scene);

        var answer = pipeline.start(session, stage.claimed(session));

        assertThat(answer).isInstanceOf(StartAnswer.Started.class);
        assertThat(stage.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE execution_id = ? AND code = 'execution.started'",
                        id.value()))
                .get()
                .asString()
                .contains("\"token/");
    }

    @Test
    void theRecordedScopeIsAskedAgain() {
        var scene = stage.scene();
        var id = Stage.id(stage.submit(narrow(scene, "execution:create"), Stage.body(scene.job()))
                .statusCode(201));
        var session = stage.session(scene);
        stage.access()
                .sql(
                        "UPDATE execution SET decision_id = ? WHERE id = ?",
                        denied(id.value().toString()),
                        id.value());

        var answer = pipeline.start(session, stage.claimed(session));

        assertThat(answer).isEqualTo(new StartAnswer.Gone("token_scope"));
        assertThat(stage.state(id)).isEqualTo(ExecutionState.REVOKED);
    }

    @Test
    void aNarrowTokenStartsNothingElse() {
        var scene = stage.scene();

        stage.submit(narrow(scene, "execution:read"), Stage.body(scene.job())).statusCode(403);
    }

    /** The same question with a scope that leaves something else: nobody can change the recorded one. */
    private UUID denied(String execution) {
        var id = UUID.randomUUID();
        stage.access().sql("""
                        INSERT INTO question (tenant, id, act, outcome, complete, subject_id, tenant_revision, body)
                        SELECT q.tenant, ?, q.act, q.outcome, q.complete, q.subject_id, q.tenant_revision,
                               jsonb_set(q.body, '{subject,scope,permissions}', '["execution:read"]')
                          FROM question q JOIN execution e ON e.tenant = q.tenant AND e.decision_id = q.id
                         WHERE e.id = ?::uuid""", id, execution);
        return id;
    }

    /** A token of the scene's owner that leaves one permission in the scene's namespace. */
    private Account narrow(Stage.Scene scene, String permission) {
        String token = Stage.as(scene.owner().token())
                .contentType("application/json")
                .body("{\"permissions\": [\"%s\"], \"namespace\": \"%s\", \"expires\": \"PT1H\"}"
                        .formatted(permission, scene.namespace()))
                .post("/api/v1/acme/tokens/own")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        return new Account(Stage.TENANT, scene.owner().subject(), scene.owner().name(), token);
    }
}
