package dev.gatehouse.gateway.token;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TokenEndpointTest {
    @Inject
    TestAccess access;

    @BeforeEach
    void declareTheNamespace() {
        given().header(
                        "Authorization",
                        "Bearer " + access.account("acme", "Owner", "root").token())
                .contentType("application/yaml")
                .body("{apiVersion: gatehouse.dev/v1, kind: Namespace, metadata: {name: acme.data.etl}, spec: {}}"
                        .getBytes(UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    @Test
    void anOwnerMakesAnAccountItsBindingAndATokenThatWorksAtOnce() {
        var owner = access.account("acme", "Owner", "root");
        String name = fresh();

        var made = create(owner, order(name, "Owner", "root", "PT1H"))
                .statusCode(201)
                .extract();

        String token = made.<String>path("token");
        assertThat(token).matches("gha_[0-9A-Za-z]{36}");
        assertThat(Instant.parse(made.path("expiresAt")))
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(59)),
                        Instant.now().plus(Duration.ofMinutes(61)));
        list(token).statusCode(200).body("items.for", hasItems(name));
        String subject = made.path("subject");
        assertThat(access.query(
                        "SELECT spec ->> 'role' FROM resource WHERE kind = 'rolebinding' AND spec::text LIKE ?",
                        "%" + subject + "%"))
                .contains("Owner");
    }

    @Test
    void theMakingIsAuditedAndTheTokenIsNowhere() {
        var owner = access.account("acme", "Owner", "root");

        String token = create(owner, order(fresh(), "Launcher", "acme.data", "PT1H"))
                .statusCode(201)
                .extract()
                .path("token");
        String id = access.query("SELECT id FROM api_token WHERE tenant = 'acme' ORDER BY created_at DESC LIMIT 1")
                .orElseThrow();

        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE code = 'token.created' AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%token/" + id + "@1%"))
                .contains("1");
        for (String table : new String[] {"api_token", "event_detail", "question", "resource"}) {
            assertThat(access.query("SELECT string_agg(t::text, ' ') FROM " + table + " t")
                            .orElse(""))
                    .doesNotContain(token.substring(4, 34));
        }
        assertThat(access.query("SELECT string_agg(convert_from(leaf, 'UTF8'), ' ') FROM event")
                        .orElse(""))
                .doesNotContain(token.substring(4, 34));
    }

    @Test
    void theTokenOfALauncherMayNotMakeTokens() {
        var owner = access.account("acme", "Owner", "root");
        String token = create(owner, order(fresh(), "Launcher", "root", "PT1H"))
                .statusCode(201)
                .extract()
                .path("token");

        list(token).statusCode(403).body("code", equalTo("forbidden"));
    }

    @Test
    void aNamespaceThatIsNotDeclaredIsRefused() {
        var owner = access.account("acme", "Owner", "root");
        String name = fresh();

        create(owner, order(name, "Launcher", "acme.dota", "PT1H"))
                .statusCode(422)
                .body("errors.pointer", contains("/namespace"));

        assertThat(access.query("SELECT 1 FROM subject WHERE name = ?", name)).isEmpty();
    }

    @Test
    void aSecondTokenOfAnAccountReusesItAndItsBinding() {
        var owner = access.account("acme", "Owner", "root");
        String name = fresh();
        String first = create(owner, order(name, "Launcher", "acme.data", "PT1H"))
                .statusCode(201)
                .extract()
                .path("subject");

        String second = create(owner, order(name, "Launcher", "acme.data", "PT2H"))
                .statusCode(201)
                .extract()
                .path("subject");

        assertThat(second).isEqualTo(first);
        assertThat(access.query(
                        "SELECT count(*) FROM resource WHERE kind = 'rolebinding' AND spec::text LIKE ?",
                        "%" + first + "%"))
                .contains("1");
    }

    @Test
    void anOwnerOfANamespaceMakesTokensThereAndNotElsewhere() {
        var owner = access.account("acme", "Owner", "acme.data");

        create(owner, order(fresh(), "Launcher", "acme.data.etl", "PT1H")).statusCode(201);
        create(owner, order(fresh(), "Launcher", "acme", "PT1H")).statusCode(403);
        create(owner, order(fresh(), "Launcher", null, "PT1H")).statusCode(403);
    }

    @Test
    void nobodyGetsATokenOfAnAccountThatMayMoreThanTheyCouldGive() {
        var root = access.account("acme", "Owner", "root");
        String name = fresh();
        create(root, order(name, "Owner", "root", "PT1H")).statusCode(201);
        var limited = access.account("acme", "Owner", "acme.data");

        create(limited, order(name, "Launcher", "acme.data", "PT1H")).statusCode(403);
    }

    @Test
    void aDenialIsRecordedWithItsQuestionAndSaysNothing() {
        var ada = access.stranger("acme");

        create(ada, order(fresh(), "Owner", "root", "PT1H"))
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("forbidden"))
                .body("detail", equalTo("You may not do this here."));

        assertThat(access.query(
                        "SELECT outcome FROM question WHERE subject_id = ? AND act = 'token:manage'", ada.subject()))
                .contains("deny");
        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE code = 'access.denied' AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%\"actor\":\"" + ada.subject() + "\"%"))
                .contains("1");
    }

    @Test
    void anUnknownRoleIsNamed() {
        var owner = access.account("acme", "Owner", "root");

        create(owner, order(fresh(), "Nobody", "root", "PT1H"))
                .statusCode(422)
                .body("errors.pointer", hasItems("/role"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"for\":\"Ada!\",\"role\":\"Launcher\",\"expires\":\"PT1H\"}",
                "{\"for\":\"ada\",\"role\":\"\",\"expires\":\"PT1H\"}",
                "{\"for\":\"ada\",\"role\":\"Launcher\"}",
                "{\"for\":\"ada\",\"role\":\"Launcher\",\"expires\":\"soon\"}",
                "{\"for\":\"ada\",\"role\":\"Launcher\",\"expires\":\"PT0S\"}",
                "{\"for\":\"ada\",\"role\":\"Launcher\",\"expires\":\"-PT1H\"}",
                "{\"for\":\"ada\",\"role\":\"Launcher\",\"expires\":\"P367D\"}",
                "{\"for\":\"ada\",\"role\":\"Launcher\",\"expires\":\"PT1H\",\"namespace\":\"..\"}",
                "{\"for\":\"ada\",\"role\":\"Launcher\",\"expires\":\"PT1H\",\"unknown\":1}"
            })
    void anOrderThatIsNoneIsRefused(String body) {
        var owner = access.account("acme", "Owner", "root");

        create(owner, body).statusCode(422).body("code", equalTo("body_invalid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void anEmptyOrderIsRefused(String body) {
        var owner = access.account("acme", "Owner", "root");

        create(owner, body).statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"for\":", "{\"for\":\"a\",\"for\":\"b\"}", "{} {}"})
    void whatIsNoJsonIsRefused(String body) {
        var owner = access.account("acme", "Owner", "root");

        create(owner, body).statusCode(400).body("code", equalTo("malformed_json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"x\""})
    void jsonThatIsNoObjectIsRefusedAsWhatItIs(String body) {
        var owner = access.account("acme", "Owner", "root");

        create(owner, body).statusCode(422).body("code", equalTo("body_invalid"));
    }

    @Test
    void anEndedAccountGetsNoToken() {
        var owner = access.account("acme", "Owner", "root");
        String name = fresh();
        String subject = create(owner, order(name, "Launcher", "root", "PT1H"))
                .statusCode(201)
                .extract()
                .path("subject");
        access.sql("UPDATE subject SET active = false WHERE id = ?", UUID.fromString(subject));

        create(owner, order(name, "Launcher", "root", "PT1H")).statusCode(409).body("code", equalTo("subject_ended"));
    }

    @Test
    void theListShowsHintsOfThisTenantOnly() {
        var owner = access.account("acme", "Owner", "root");
        var foreign = access.account("globex", "Owner", "root");

        list(owner.token())
                .statusCode(200)
                .body("items.subject", hasItems(owner.subject().toString()))
                .body(not(containsString(owner.token())))
                .body(not(containsString(foreign.subject().toString())));
        given().header("Authorization", "Bearer " + owner.token())
                .get("/api/v1/acme/tokens?after=nonsense")
                .then()
                .statusCode(422);
    }

    @Test
    void theListComesInPages() {
        var owner = access.account("acme", "Owner", "root");
        access.account("acme", "Owner", "root");

        var first = page(owner, "limit=1").statusCode(200).extract();
        String next = first.path("next");

        assertThat(first.<List<String>>path("items.id")).containsExactly(next);
        page(owner, "limit=1&after=" + next).body("items.id", hasSize(1), "items[0].id", not(equalTo(next)));
        page(owner, "limit=1001").statusCode(422);
    }

    private static ValidatableResponse page(Account by, String query) {
        return given().header("Authorization", "Bearer " + by.token())
                .get("/api/v1/acme/tokens?" + query)
                .then();
    }

    /** The latest ones: all tests' tokens are more than a page. */
    private ValidatableResponse list(String token) {
        String before = access.query("""
                        SELECT coalesce((SELECT id FROM api_token WHERE tenant = 'acme' ORDER BY id DESC OFFSET 500 LIMIT 1),
                                        '00000000-0000-0000-0000-000000000000')""").orElseThrow();
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/acme/tokens?limit=1000&after=" + before)
                .then();
    }

    private static ValidatableResponse create(Account caller, String body) {
        return given().header("Authorization", "Bearer " + caller.token())
                .contentType("application/json")
                .body(body)
                .post("/api/v1/acme/tokens")
                .then();
    }

    private static String order(String name, String role, String namespace, String expires) {
        String within = namespace == null ? "" : ", \"namespace\": \"%s\"".formatted(namespace);
        return "{\"for\": \"%s\", \"role\": \"%s\"%s, \"expires\": \"%s\"}".formatted(name, role, within, expires);
    }

    private static String fresh() {
        return "bot-" + UUID.randomUUID();
    }
}
