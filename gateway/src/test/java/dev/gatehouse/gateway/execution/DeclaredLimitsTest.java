package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a namespace may declare of limits. */
@QuarkusTest
class DeclaredLimitsTest {
    @Inject
    Stage stage;

    @Inject
    Limited limited;

    private Stage.Scene scene() {
        return stage.scene();
    }

    @AfterEach
    void limitTheTenantNoMore() {
        var scene = scene();
        limited.declare(scene, "root", "");
        Stage.as(scene.owner().token())
                .delete("/api/v1/" + Stage.TENANT + "/namespaces/root")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse apply(Stage.Scene scene, String namespace, String limits) {
        return Stage.as(scene.owner().token())
                .contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: Namespace
                        metadata: {name: %s}
                        spec: {limits: {%s}}
                        """.formatted(namespace, limits).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/" + Stage.TENANT + "/apply")
                .then();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate: [{per: namespace, requests: 0, window: PT1M}]",
                "rate: [{per: namespace, requests: -1, window: PT1M}]",
                "rate: [{per: namespace, requests: 1.5, window: PT1M}]",
                "rate: [{per: namespace, requests: 1000001, window: PT1M}]",
                "rate: [{per: namespace, requests: 1, window: PT0S}]",
                "rate: [{per: namespace, requests: 1, window: PT-1M}]",
                "rate: [{per: namespace, requests: 1, window: PT0.5S}]",
                "rate: [{per: namespace, requests: 1, window: P2D}]",
                "rate: [{per: namespace, requests: 1, window: P99999999999999999999D}]",
                "rate: [{per: namespace, requests: 1, window: one minute}]",
                "rate: [{per: namespace, requests: 1, window: PT}]",
                "rate: [{per: namespace, requests: 1}]",
                "rate: [{requests: 1, window: PT1M}]",
                "rate: [{per: planet, requests: 1, window: PT1M}]",
                "rate: [{per: tenant, requests: 1, window: PT1M}]",
                "rate: [{per: job, requests: 1, window: PT1M}, {per: job, requests: 2, window: PT60S}]",
                "executions: [{per: namespace, count: 0, window: P1D}]",
                "executions: [{per: namespace, count: 10000000000, window: P1D}]",
                "executions: [{per: namespace, count: 99999999999999999999, window: P1D}]",
                "executions: [{per: namespace, count: 1, window: P32D}]",
                "executions: [{per: namespace, requests: 1, window: P1D}]",
                "concurrency: [{per: namespace, running: 0}]",
                "concurrency: [{per: namespace, running: 100001}]",
                "concurrency: [{per: namespace, running: many}]",
                "concurrency: [{per: namespace, running: 1, whenFull: explode}]",
                "concurrency: [{per: job, running: 1}, {per: job, running: 2}]",
                "concurrency: {per: namespace, running: 1}",
                "speed: [{per: namespace, running: 1}]",
            })
    void refusesWhatIsNoLimit(String limits) {
        var scene = scene();

        apply(scene, scene.namespace(), limits)
                .statusCode(422)
                .body("code", equalTo("manifest_invalid"))
                .body("errors.pointer", hasItem(startsWith("/spec/limits")));

        assertThat(stage.query("SELECT 1 FROM concurrency_limit WHERE namespace = ?", scene.namespace()))
                .isEmpty();
    }

    @Test
    void refusesMoreThanTwentyOfAKind() {
        var scene = scene();
        var many = new StringBuilder();
        for (int i = 1; i <= 21; i++) {
            many.append("{per: job, count: 1, window: PT").append(i).append("S},");
        }

        apply(scene, scene.namespace(), "executions: [" + many + "]").statusCode(422);
    }

    @Test
    void theRootHoldsTheLimitsOfTheTenantAndMayGoAgain() {
        var scene = scene();
        apply(scene, "root", "concurrency: [{per: namespace, running: 1}]").statusCode(422);
        limited.declare(scene, "root", "concurrency: [{per: subject, running: 1, whenFull: reject}]");

        stage.queued(scene);

        stage.submit(scene.launcher(), Stage.body(scene.job()))
                .statusCode(429)
                .body("limit.namespace", equalTo("root"));
        Stage.as(scene.owner().token())
                .delete("/api/v1/" + Stage.TENANT + "/namespaces/root")
                .then()
                .statusCode(200);
        stage.queued(scene);
        limited.declare(scene, "root", "");
    }

    @Test
    void nothingIsBelowTheRootByThatName() {
        apply(scene(), "root.data", "").statusCode(422);
    }

    @Test
    void aDryRunLimitsNothing() {
        var scene = scene();
        Stage.as(scene.owner().token())
                .contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: Namespace
                        metadata: {name: %s}
                        spec: {limits: {concurrency: [{per: job, running: 1}], executions: [{per: job, count: 1, window: P1D}]}}
                        """.formatted(scene.namespace()).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/" + Stage.TENANT + "/apply?dryRun=true")
                .then()
                .statusCode(200);

        limited.queued(scene, 2);

        assertThat(limited.offered(scene, 2)).hasSize(2);
    }

    @Test
    void whoeverMayNotWriteNamespacesLimitsNothing() {
        var scene = scene();
        Stage.as(scene.launcher().token())
                .contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: Namespace
                        metadata: {name: %s}
                        spec: {limits: {concurrency: [{per: job, running: 1}]}}
                        """.formatted(scene.namespace()).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/" + Stage.TENANT + "/apply")
                .then()
                .statusCode(403);

        limited.queued(scene, 2);

        assertThat(limited.offered(scene, 2)).hasSize(2);
    }
}
