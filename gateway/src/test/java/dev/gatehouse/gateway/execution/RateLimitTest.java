package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.limit.CountedRefusals;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many requests to start something a gateway takes. */
@QuarkusTest
class RateLimitTest {
    @Inject
    Stage stage;

    @Inject
    Limited limited;

    @Inject
    CountedRefusals counted;

    private static String rate(String per, int requests) {
        return "rate: [{per: %s, requests: %d, window: PT1H}]".formatted(per, requests);
    }

    private int ask(Stage.Scene scene, TestAccess.Account account) {
        return stage.submit(account, Stage.body(scene.job())).extract().statusCode();
    }

    private Optional<String> limitedEvents(TestAccess.Account account) {
        return stage.query(
                "SELECT string_agg(convert_from(leaf, 'UTF8'), ' ') FROM event WHERE code = 'requests.limited'"
                        + " AND leaf::text LIKE '%' || encode(convert_to(?, 'UTF8'), 'hex') || '%'",
                account.subject().toString());
    }

    @Test
    void refusesWhatIsTooMuchAndSaysWhichLimitThatIsAndWhenToComeAgain() {
        var scene = limited.scene(rate("subject", 2));
        assertThat(ask(scene, scene.launcher())).isEqualTo(201);
        assertThat(ask(scene, scene.launcher())).isEqualTo(201);

        String wait = stage.submit(scene.launcher(), Stage.body(scene.job()))
                .statusCode(429)
                .contentType("application/problem+json")
                .body("code", equalTo("rate_limited"))
                .body("limit.kind", equalTo("rate"))
                .body("limit.per", equalTo("subject"))
                .body("limit.namespace", equalTo(scene.namespace()))
                .extract()
                .header("Retry-After");

        assertThat(Integer.parseInt(wait)).isBetween(1, 1_800);
        var other = stage.access().account(Stage.TENANT, "Launcher", scene.namespace());
        assertThat(ask(scene, other)).isEqualTo(201);
    }

    @Test
    void countsRefusedRequestsAndMakesOneEventOfThem() {
        var scene = limited.scene(rate("subject", 1));
        for (int i = 0; i < 5; i++) {
            ask(scene, scene.launcher());
        }

        counted.write();

        assertThat(limitedEvents(scene.launcher()).orElseThrow())
                .contains("\"count\":4", "rate_limited")
                .containsOnlyOnce("requests.limited");
    }

    @Test
    void whoeverMayStartNothingThereUsesUpNobodysRate() {
        var scene = limited.scene(
                "rate: [{per: namespace, requests: 1, window: PT1H}, {per: job, requests: 1, window: PT1H}]");
        var stranger = stage.access().stranger(Stage.TENANT);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(scene, stranger)).isEqualTo(403);
        }

        assertThat(ask(scene, scene.launcher())).isEqualTo(201);
        assertThat(ask(scene, scene.launcher())).isEqualTo(429);
    }

    @Test
    void whatIsDeniedCountsForWhoeverAsks() {
        var scene = limited.scene(rate("subject", 2));
        var stranger = stage.access().stranger(Stage.TENANT);

        assertThat(ask(scene, stranger)).isEqualTo(403);
        assertThat(ask(scene, stranger)).isEqualTo(403);
        assertThat(ask(scene, stranger)).isEqualTo(429);
    }

    @Test
    void aParentsRateHoldsForItsChildrenTogether() {
        var parent = limited.scene(rate("namespace", 2));
        var launcher = stage.access().account(Stage.TENANT, "Launcher", parent.namespace());
        var child = limited.with(parent, ".child", launcher);
        limited.declare(child, rate("namespace", 100));

        assertThat(ask(child, launcher)).isEqualTo(201);
        assertThat(ask(parent, launcher)).isEqualTo(201);
        assertThat(ask(child, launcher)).isEqualTo(429);
    }

    @Test
    void aRaisedRateCountsAtOnce() {
        var scene = limited.scene(rate("job", 1));
        assertThat(ask(scene, scene.launcher())).isEqualTo(201);
        assertThat(ask(scene, scene.launcher())).isEqualTo(429);

        limited.declare(scene, rate("job", 100));

        assertThat(ask(scene, scene.launcher())).isEqualTo(201);
    }
}
