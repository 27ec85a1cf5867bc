package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.EndCalls.done;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What ends with a declared service account. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class DeletedAccountTest {
    @Inject
    Stage stage;

    /** An account of the scene that may start its job. */
    private Account declared(Stage.Scene scene) {
        String name = "sa" + scene.namespace();
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: ServiceAccount
                metadata: {name: %1$s}
                spec: {}
                """.formatted(name));
        UUID subject = UUID.fromString(stage.query("SELECT id FROM subject WHERE tenant = 'acme' AND name = ?", name)
                .orElseThrow());
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %1$s, name: starts-%1$s}
                spec: {role: Launcher, subjects: [{id: %2$s}]}
                """.formatted(scene.namespace(), subject));
        return new Account("acme", subject, name, stage.access().token("acme", subject));
    }

    private ExecutionId queued(Stage.Scene scene, Account account) {
        return Stage.id(stage.submit(account, Stage.body(scene.job())).statusCode(201));
    }

    private static ValidatableResponse delete(Stage.Scene scene, Account account, String terms) {
        return Stage.as(scene.owner().token())
                .delete("/api/v1/acme/serviceaccounts/" + account.name() + terms)
                .then();
    }

    @Test
    void whatADeletedAccountHasBegunEnds() {
        var scene = stage.scene();
        Account account = declared(scene);
        ExecutionId waits = queued(scene, account);

        delete(scene, account, "").statusCode(200);

        String end = stage.query("SELECT id FROM access_end WHERE subject_id = ?", account.subject())
                .orElseThrow();
        done(scene.owner(), end)
                .body("reason", equalTo("service_account_deleted"))
                .body("extent", equalTo("everything"))
                .body("causedBy", equalTo(scene.owner().subject().toString()));
        assertThat(stage.state(waits)).isEqualTo(REVOKED);
        assertThat(stage.query("SELECT revoked_at IS NOT NULL FROM api_token WHERE subject_id = ?", account.subject()))
                .contains("t");
    }

    @Test
    void nothingEndsWhereADeletionIsOnlyTried() {
        var scene = stage.scene();
        Account account = declared(scene);
        ExecutionId waits = queued(scene, account);

        delete(scene, account, "?dryRun=true").statusCode(200);

        assertThat(stage.query("SELECT id FROM access_end WHERE subject_id = ?", account.subject()))
                .isEmpty();
        assertThat(stage.state(waits)).isEqualTo(QUEUED);
    }
}
