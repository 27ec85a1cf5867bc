package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How far limits are used, as people see it. */
@QuarkusTest
class LimitUsageTest {
    @Inject
    Stage stage;

    @Inject
    Limited limited;

    private static ValidatableResponse usage(TestAccess.Account account, String query) {
        return Stage.as(account.token())
                .get("/api/v1/" + Stage.TENANT + "/limits" + query)
                .then();
    }

    @Test
    void showsWhatIsUsedAndWhatWaits() {
        var scene = limited.scene("""
                rate: [{per: subject, requests: 100, window: PT1M}],
                executions: [{per: job, count: 100, window: P1D}],
                concurrency: [{per: job, running: 1}]""");
        limited.queued(scene, 3);
        limited.offered(scene, 3);

        var answer = usage(scene.owner(), "?namespace=" + scene.namespace())
                .statusCode(200)
                .body("items", hasSize(3))
                .body("items.kind", contains("rate", "executions", "concurrency"))
                .body("items[0].limit", equalTo(100))
                .body("items[0].window", equalTo("PT1M"))
                .body("items[0].uses", nullValue())
                .body("items[1].uses", hasSize(1))
                .body("items[1].uses[0].of", equalTo(scene.job()))
                .body("items[1].uses[0].used", equalTo(3))
                .body("items[2].whenFull", equalTo("queue"))
                .body("items[2].uses[0].used", equalTo(1))
                .body("items[2].uses[0].waiting", equalTo(2))
                .body("next", nullValue());
        assertThat(Instant.parse(answer.extract().path("items[1].endsAt"))).isAfter(Instant.now());
    }

    @Test
    void showsEachNamespaceOnOnePage() {
        var scene =
                limited.scene("executions: [{per: job, count: 5, window: P1D}, {per: job, count: 2, window: PT1H}]");
        var child = limited.with(scene, ".child", scene.launcher());
        limited.declare(child, "concurrency: [{per: job, running: 1}]");
        String all = "?namespace=" + scene.namespace();

        String next = usage(scene.owner(), all + "&limit=1")
                .body("items", hasSize(2))
                .extract()
                .path("next");

        assertThat(next).isEqualTo(scene.namespace());
        usage(scene.owner(), all + "&limit=1&after=" + next)
                .body("items.namespace", contains(child.namespace()))
                .body("next", nullValue());
    }

    @Test
    void isShownToThoseOnlyWhoMayReadNamespacesThere() {
        var scene = limited.scene("concurrency: [{per: job, running: 1}]");
        var stranger = stage.access().stranger(Stage.TENANT);

        usage(stranger, "?namespace=" + scene.namespace()).statusCode(403).body("code", equalTo("forbidden"));
        usage(stranger, "").statusCode(403);
        Stage.as(scene.owner().token()).get("/api/v1/globex/limits").then().statusCode(404);
    }

    @Test
    void refusesANamespaceThatIsNone() {
        var scene = stage.scene();

        usage(scene.owner(), "?namespace=Not%20One").statusCode(422).body("code", equalTo("parameter_invalid"));
        usage(scene.owner(), "?after=%00").statusCode(422);
        usage(scene.owner(), "?limit=0").statusCode(422);
    }
}
