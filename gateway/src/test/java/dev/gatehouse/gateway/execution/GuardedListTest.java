package dev.gatehouse.gateway.execution;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lists leave out what a guardrail further down keeps from their reader. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class GuardedListTest {
    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    private void guard(Stage.Scene scene, String action, String more) {
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %s, name: hidden}
                spec: {match: {actions: ["%s"]}, %s}
                """.formatted(scene.namespace(), action, more));
    }

    private static ValidatableResponse list(Account by, String what) {
        return Stage.as(by.token())
                .get("/api/v1/acme/" + what + (what.contains("?") ? "&" : "?") + "limit=1000")
                .then()
                .statusCode(200);
    }

    @Test
    void executionsInANamespaceWhoseGuardrailDeniesAreLeftOut() {
        var hidden = stage.scene();
        var open = stage.scene();
        String hiddenId = stage.queued(hidden).toString();
        String openId = stage.queued(open).toString();
        list(open.owner(), "executions").body("items.id", hasItems(hiddenId, openId));

        guard(hidden, "execution:read", "action: Deny");

        list(open.owner(), "executions").body("items.id", hasItem(openId)).body("items.id", not(hasItem(hiddenId)));
        Stage.as(open.owner().token())
                .get("/api/v1/acme/executions/" + hiddenId)
                .then()
                .statusCode(404);
    }

    @Test
    void executionsAreLeftOutForThoseOnlyWhomTheGuardrailMeans() {
        var scene = stage.scene();
        String id = stage.queued(scene).toString();
        Account other = stage.access().account("acme", "Viewer", "root");

        guard(scene, "execution:read", "when: \"subject.id == '%s'\", action: Deny".formatted(other.subject()));

        list(other, "executions").body("items.id", not(hasItem(id)));
        list(scene.owner(), "executions").body("items.id", hasItem(id));
    }

    @Test
    void executionsAreLeftOutByTheNameOfTheirJob() {
        var scene = stage.scene();
        String id = stage.queued(scene).toString();

        guard(scene, "execution:read", "when: \"resource.name == 'other'\", action: Deny");
        list(scene.owner(), "executions?namespace=" + scene.namespace()).body("items.id", hasItem(id));

        guard(scene, "execution:read", "when: \"resource.name == 'greet'\", action: Deny");
        list(scene.owner(), "executions?namespace=" + scene.namespace()).body("items.id", not(hasItem(id)));
    }

    @Test
    void resourcesInANamespaceWhoseGuardrailDeniesAreLeftOut() {
        var hidden = stage.scene();
        var open = stage.scene();
        list(open.owner(), "jobs").body("items.metadata.namespace", hasItems(hidden.namespace(), open.namespace()));

        guard(hidden, "job:read", "action: Deny");

        list(open.owner(), "jobs")
                .body("items.metadata.namespace", hasItem(open.namespace()))
                .body("items.metadata.namespace", not(hasItem(hidden.namespace())));
        list(open.owner(), "secrets").body("items.metadata.namespace", hasItem(hidden.namespace()));
    }

    @Test
    void approvalsInANamespaceWhoseGuardrailDeniesAreLeftOut() {
        var hidden = people.cast(1);
        var open = people.cast(1);
        ExecutionId hiddenId = people.waiting(hidden);
        ExecutionId openId = people.waiting(open);
        Account owner = open.scene().owner();
        list(owner, "approvals").body("items.execution", hasItems(hiddenId.toString(), openId.toString()));

        guard(hidden.scene(), "approval:decide", "action: Deny");

        list(owner, "approvals")
                .body("items.execution", hasItem(openId.toString()))
                .body("items.execution", not(hasItem(hiddenId.toString())));
    }

    @Test
    void killSwitchesInANamespaceWhoseGuardrailDeniesAreLeftOut() {
        var hidden = stage.scene();
        var open = stage.scene();
        String hiddenId = blocked(hidden);
        String openId = blocked(open);
        list(open.owner(), "kill-switches").body("items.id", hasItems(hiddenId, openId));

        guard(hidden, "killswitch:read", "action: Deny");

        list(open.owner(), "kill-switches").body("items.id", hasItem(openId)).body("items.id", not(hasItem(hiddenId)));
    }

    private static String blocked(Stage.Scene scene) {
        return Stage.as(scene.owner().token())
                .contentType("application/json")
                .body(Map.of(
                        "extent", Map.of("namespace", scene.namespace()),
                        "level", "BLOCK",
                        "reason", "looked at"))
                .post("/api/v1/acme/kill-switches")
                .then()
                .statusCode(201)
                .body("level", equalTo("BLOCK"))
                .extract()
                .path("id");
    }
}
