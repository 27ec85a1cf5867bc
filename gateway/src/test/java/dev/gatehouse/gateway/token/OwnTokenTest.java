package dev.gatehouse.gateway.token;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that callers make for themselves, and what they leave of the caller's access. */
@QuarkusTest
class OwnTokenTest {
    private static final String JOB = """
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: %s, name: greet}
            spec: {run: {process: {command: ["true"]}}}
            """;

    @Inject
    TestAccess access;

    private Account owner = new Account("", new UUID(0, 0), "", "");

    @BeforeEach
    void declare() {
        owner = access.account("acme", "Owner", "root");
        apply("""
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: scoped.data}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: scoped.prod}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: token-maker}
                spec: {permissions: ["token:create"]}
                ---
                """ + JOB.formatted("scoped.data") + "---\n" + JOB.formatted("scoped.prod"));
    }

    @Test
    void aTokenWithoutAScopeHasItsOwnersAccess() {
        String token = token(own(owner.token(), "{\"expires\": \"PT1H\"}"));

        as(token).get("/api/v1/acme/jobs/scoped.prod/greet").then().statusCode(200);
        assertThat(access.query("SELECT subject_id FROM api_token ORDER BY created_at DESC LIMIT 1"))
                .contains(owner.subject().toString());
    }

    @Test
    void aScopeLeavesItsPermissionsInItsNamespaceAndNothingElse() {
        String token = token(own(owner.token(), order("job:read", "scoped.data")));

        as(token).get("/api/v1/acme/jobs/scoped.data/greet").then().statusCode(200);
        as(token).get("/api/v1/acme/jobs/scoped.prod/greet").then().statusCode(403);
        as(token).delete("/api/v1/acme/jobs/scoped.data/greet").then().statusCode(403);
        as(token).get("/api/v1/acme/roles").then().statusCode(403);
    }

    @Test
    void theEventOfADenialNamesTheTokenAndTheCallerIsNotTold() {
        var made = own(owner.token(), order("job:read", "scoped.data"));

        as(token(made))
                .delete("/api/v1/acme/jobs/scoped.data/greet")
                .then()
                .statusCode(403)
                .body("detail", equalTo("You may not do this here."));

        assertThat(leaf("access.denied"))
                .contains("\"reasons\":[\"token_scope\"]")
                .contains("\"rules\":[\"token/" + id(made) + "@1\"]");
    }

    @Test
    void theEventOfAnActNamesTheTokenBesideTheRole() {
        var made = own(owner.token(), order("execution:create", "scoped.data"));

        String execution = as(token(made))
                .contentType("application/json")
                .body("{\"job\": \"scoped.data/greet\"}")
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(access.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE execution_id = ?::uuid AND n = 1",
                        execution))
                .get()
                .asString()
                .contains("\"rolebinding/")
                .contains("\"token/" + id(made) + "@1\"");
        assertThat(access.query("""
                        SELECT q.body -> 'subject' -> 'scope' ->> 'namespace' FROM question q
                        JOIN execution e ON e.tenant = q.tenant AND e.decision_id = q.id
                         WHERE e.id = ?::uuid""", execution)).contains("scoped.data");
    }

    @Test
    void aScopeGivesNothingThatItsOwnerHasNotGot() {
        var maker = access.account("acme", "token-maker", "scoped");

        String token = token(own(maker.token(), order("job:read", "scoped.data")));

        as(token).get("/api/v1/acme/jobs/scoped.data/greet").then().statusCode(403);
    }

    @Test
    void whoMayNotMakeTokensThereMakesNone() {
        var maker = access.account("acme", "token-maker", "scoped.data");
        var launcher = access.account("acme", "Launcher", "root");

        own(maker.token(), order("job:read", "scoped.data")).statusCode(201);
        own(maker.token(), order("job:read", "scoped.prod")).statusCode(403);
        own(maker.token(), "{\"expires\": \"PT1H\"}").statusCode(403);
        own(launcher.token(), order("job:read", "scoped.data")).statusCode(403);
    }

    @Test
    void aTokenWithAScopeMakesNoneThatLeavesMore() {
        String narrow = token(
                own(
                        owner.token(),
                        "{\"permissions\": [\"job:read\", \"token:create\"], \"namespace\": \"scoped.data\", \"expires\": \"PT1H\"}"));

        own(narrow, order("secret:manage", "scoped.data"))
                .statusCode(422)
                .body("errors.pointer", contains("/permissions"));
        own(narrow, order("job:read", "scoped")).statusCode(422).body("errors.pointer", contains("/namespace"));
        var inherited = own(narrow, "{\"expires\": \"PT1H\"}").statusCode(201);

        assertThat(access.query(
                        "SELECT scope_namespace || ' ' || scope_permissions::text FROM api_token WHERE id = ?::uuid",
                        id(inherited)))
                .contains("scoped.data {job:read,token:create}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {}                                                        | /expires
                {"expires": "soon"}                                       | /expires
                {"expires": "P367D"}                                      | /expires
                {"expires": "PT0S"}                                       | /expires
                {"expires": "PT1H", "permissions": []}                    | /permissions
                {"expires": "PT1H", "permissions": ["job:read", "job:*"]} | /permissions/1
                {"expires": "PT1H", "permissions": [null]}                | /permissions/0
                {"expires": "PT1H", "namespace": ".."}                    | /namespace
                {"expires": "PT1H", "namespace": "scoped.dota"}           | /namespace
                {"expires": "PT1H", "name": "a\\u0000b"}                  | /name
                """)
    void anOrderThatIsNoneIsRefusedAtItsPlace(String body, String pointer) {
        own(owner.token(), body)
                .statusCode(422)
                .body("code", equalTo("body_invalid"))
                .body("errors.pointer", contains(pointer));
    }

    @Test
    void everybodySeesTheirOwnAndNobodyElses() {
        var maker = access.account("acme", "token-maker", "scoped.data");
        var made = own(maker.token(), order("job:read", "scoped.data"));

        list(maker.token(), "?namespace=scoped.data")
                .statusCode(200)
                .body("items.id", contains(id(made)))
                .body("items[0].permissions", contains("job:read"))
                .body("items[0].namespace", equalTo("scoped.data"));
        list(owner.token(), "").body("items.id", not(hasItems(id(made))));
        list(maker.token(), "").statusCode(403);
        list(maker.token(), "?namespace=scoped.prod").statusCode(403);
        list(owner.token(), "?namespace=scoped.data").body("items", equalTo(List.of()));
    }

    @Test
    void aChangeOfTheOwnerBetweenDecisionAndMakingIsDecidedAgain() {
        Until.sees(
                () -> {
                    access.sql("UPDATE subject SET epoch = epoch + 1 WHERE id = ?", owner.subject());
                    return own(owner.token(), "{\"expires\": \"PT1H\"}")
                            .extract()
                            .statusCode();
                },
                status -> status == 503);
        String tokens = count(owner);

        access.sql("UPDATE subject SET active = false, epoch = epoch + 1 WHERE id = ?", owner.subject());
        own(owner.token(), "{\"expires\": \"PT1H\"}");

        assertThat(count(owner)).isEqualTo(tokens);
    }

    @Test
    void thereAreAHundredLivingTokensAtMost() {
        for (int i = 0; i < 99; i++) {
            access.token("acme", owner.subject());
        }

        own(owner.token(), "{\"expires\": \"PT1H\"}").statusCode(409).body("code", equalTo("too_many_tokens"));

        access.sql(
                "UPDATE api_token SET expires_at = now() WHERE id = (SELECT max(id::text)::uuid FROM api_token WHERE subject_id = ?)",
                owner.subject());
        Until.sees(() -> own(owner.token(), "{\"expires\": \"PT1H\"}").extract().statusCode(), status -> status == 201);
    }

    private String count(Account account) {
        return access.query("SELECT count(*) FROM api_token WHERE subject_id = ?", account.subject())
                .orElseThrow();
    }

    private String leaf(String code) {
        return access.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE code = ? ORDER BY at DESC, id DESC LIMIT 1",
                        code)
                .orElseThrow();
    }

    private static String order(String permission, String namespace) {
        return "{\"permissions\": [\"%s\"], \"namespace\": \"%s\", \"expires\": \"PT1H\"}"
                .formatted(permission, namespace);
    }

    private static String token(ValidatableResponse made) {
        return made.statusCode(201).extract().path("token");
    }

    private static String id(ValidatableResponse made) {
        return made.extract().path("id");
    }

    private static ValidatableResponse own(String token, String body) {
        return as(token)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/acme/tokens/own")
                .then();
    }

    private static ValidatableResponse list(String token, String query) {
        return as(token).get("/api/v1/acme/tokens/own" + query).then();
    }

    private void apply(String yaml) {
        as(owner.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}
