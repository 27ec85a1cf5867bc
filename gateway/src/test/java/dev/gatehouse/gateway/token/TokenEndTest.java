package dev.gatehouse.gateway.token;

import static dev.gatehouse.gateway.problem.RefusedText.withoutItsDecision;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that end: revoked by their owner or an administrator, or followed by a successor. */
@QuarkusTest
class TokenEndTest {
    @Inject
    TestAccess access;

    private Account admin = new Account("", new UUID(0, 0), "", "");
    private Account ada = admin;

    @BeforeEach
    void begin() {
        admin = access.account("acme", "Owner", "root");
        ada = access.account("acme", "Owner", "root");
    }

    @Test
    void anOwnerRevokesATokenAndTheOthersGoOn() {
        String other = access.token("acme", ada.subject());
        assertThat(status(other)).isEqualTo(200);

        revoke(other, id(ada)).statusCode(204);

        assertThat(status(ada.token())).isEqualTo(401);
        assertThat(status(other)).isEqualTo(200);
        assertThat(leaf("token.revoked", id(ada)))
                .contains("\"actor\":\"" + ada.subject() + "\"")
                .contains("\"subject\":\"" + ada.subject() + "\"");
    }

    @Test
    void oneFromBeforeAllAccessEndedIsRefusedAlthoughNobodyHasRevokedItYet() {
        access.sql("""
                INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, caused_by, done_at)
                VALUES ('acme', gen_random_uuid(), ?, 2, 'security_event', 'everything', ?, now())""", ada.subject(), ada.subject());
        access.sql("UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?", ada.subject());

        Until.sees(() -> status(ada.token()), status -> status == 401);
        assertThat(column(id(ada), "revoked_at IS NULL")).isEqualTo("true");
        assertThat(status(access.token("acme", ada.subject()))).isEqualTo(200);
    }

    @Test
    void anAdministratorRevokesAnybodys() {
        revoke(admin.token(), id(ada)).statusCode(204);

        assertThat(status(ada.token())).isEqualTo(401);
        assertThat(leaf("token.revoked", id(ada))).contains("\"actor\":\"" + admin.subject() + "\"");
    }

    @Test
    void aSecondRevocationChangesNothing() {
        String id = id(ada);
        revoke(admin.token(), id).statusCode(204);
        String at = column(id, "revoked_at");

        revoke(admin.token(), id).statusCode(204);

        assertThat(column(id, "revoked_at")).isEqualTo(at);
        assertThat(count("token.revoked", id)).isEqualTo("1");
    }

    @Test
    void whoManagesNoTokensEndsNobodyElsesAndHearsNothingOfThem() {
        var bob = access.account("acme", "Launcher", "root");

        String known = revoke(bob.token(), id(ada)).statusCode(403).extract().asString();
        String unknown = revoke(bob.token(), new UUID(1, 1).toString())
                .statusCode(403)
                .extract()
                .asString();

        assertThat(withoutItsDecision(known)).isEqualTo(withoutItsDecision(unknown));
        assertThat(status(ada.token())).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-0001-0000-000000000001", "nonsense", "1-1-1-1-1"})
    void aTokenThatThereIsNotIsUnknown(String id) {
        revoke(admin.token(), id).statusCode(404);
        rotate(admin.token(), id, "PT0S").statusCode(404);
    }

    @Test
    void aTokenOfAnotherTenantIsUnknown() {
        var foreign = access.account("globex", "Owner", "root");

        revoke(admin.token(), id(foreign)).statusCode(404);

        assertThat(column(id(foreign), "revoked_at")).isEmpty();
    }

    @Test
    void aTokenOfLittleAccessNeitherEndsNorFollowsOneOfMore() {
        String narrow = given().header("Authorization", "Bearer " + ada.token())
                .contentType("application/json")
                .body("{\"permissions\": [\"token:create\"], \"expires\": \"PT1H\"}")
                .post("/api/v1/acme/tokens/own")
                .then()
                .statusCode(201)
                .extract()
                .path("token");

        revoke(narrow, id(ada)).statusCode(403).body("code", equalTo("scope_exceeded"));
        rotate(narrow, id(ada), "PT0S").statusCode(403).body("code", equalTo("scope_exceeded"));

        assertThat(status(ada.token())).isEqualTo(200);
    }

    @Test
    void aSuccessorHasTheSameScopeAndTheOldOneLivesOnForTheOverlap() {
        String old = id(ada);
        access.sql(
                "UPDATE api_token SET scope_permissions = '{job:read,token:create}', scope_namespace = 'root', name = 'mine' WHERE id = ?::uuid",
                old);

        var rotated = rotate(ada.token(), old, "PT1H").statusCode(201).extract();

        String successor = rotated.path("id");
        assertThat(rotated.<String>path("rotates")).isEqualTo(old);
        assertThat(Instant.parse(rotated.path("oldEndsAt")))
                .isBefore(Instant.now().plus(Duration.ofMinutes(61)));
        for (String column : new String[] {"scope_permissions", "scope_namespace", "name", "subject_id"}) {
            assertThat(column(successor, column)).isEqualTo(column(old, column)).isNotEmpty();
        }
        assertThat(column(old, "successor_id")).isEqualTo(successor);
        assertThat(status(ada.token())).isNotEqualTo(401);
        assertThat(status(rotated.path("token"))).isNotEqualTo(401);
        assertThat(leaf("token.rotated", old)).contains("\"successor\":\"" + successor + "\"");
    }

    @Test
    void theOldTokenEndsWithItsOverlap() {
        String next =
                rotate(ada.token(), id(ada), "PT2S").statusCode(201).extract().path("token");

        Until.sees(() -> status(ada.token()), status -> status == 401);

        assertThat(status(next)).isEqualTo(200);
        rotate(next, id(ada), "PT1H").statusCode(409).body("code", equalTo("token_ended"));
    }

    @Test
    void aRotationWhoseOldTokenLivesOnIsNoChangeOfItsSubject() {
        String before = epoch();

        String next =
                rotate(ada.token(), id(ada), "PT1H").statusCode(201).extract().path("token");
        assertThat(epoch()).isEqualTo(before);

        rotate(next, id(new Account("acme", ada.subject(), ada.name(), next)), "PT0S")
                .statusCode(201);
        assertThat(epoch()).isNotEqualTo(before);
    }

    private String epoch() {
        return access.query("SELECT epoch FROM subject WHERE id = ?", ada.subject())
                .orElseThrow();
    }

    @Test
    void theOldTokenNeverLivesLongerForHavingASuccessor() {
        String before = column(id(ada), "expires_at");

        rotate(ada.token(), id(ada), "PT24H").statusCode(201);

        assertThat(column(id(ada), "expires_at")).isEqualTo(before);
    }

    @Test
    void theNewTokenIsNowhere() {
        String next =
                rotate(ada.token(), id(ada), "PT1H").statusCode(201).extract().path("token");

        for (String table : new String[] {"api_token", "event_detail", "question"}) {
            assertThat(access.query("SELECT string_agg(t::text, ' ') FROM " + table + " t")
                            .orElse(""))
                    .doesNotContain(next.substring(4, 34));
        }
    }

    @Test
    void anAdministratorRotatesTheTokenOfAServiceAccountAndNotThatOfAPerson() {
        var bot = access.account("acme", "Launcher", "root");
        var person = access.account("acme", "Launcher", "root");
        access.sql("UPDATE subject SET kind = 'user' WHERE id = ?", person.subject());

        rotate(admin.token(), id(bot), "PT1H").statusCode(201);
        rotate(admin.token(), id(person), "PT1H").statusCode(409).body("code", equalTo("token_personal"));
    }

    @Test
    void nobodyRotatesTheTokenOfAnAccountThatMayMoreThanTheyCouldGive() {
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES ('acme', 'role', 'root', 'token-manager', gen_random_uuid(), 1,
                        '{"permissions": ["token:manage"]}', repeat('0', 64), gen_random_uuid())
                ON CONFLICT DO NOTHING""");
        var manager = access.account("acme", "token-manager", "root");

        rotate(manager.token(), id(ada), "PT1H").statusCode(403);
        revoke(manager.token(), id(ada)).statusCode(204);
    }

    @Test
    void anEndedAccountGetsNoSuccessor() {
        String id = id(ada);
        access.sql("UPDATE subject SET active = false WHERE id = ?", ada.subject());

        rotate(admin.token(), id, "PT1H").statusCode(409).body("code", equalTo("subject_ended"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT25H", "-PT1S", "soon"})
    void anOverlapThatIsNoneIsRefused(String overlap) {
        rotate(ada.token(), id(ada), overlap).statusCode(422).body("errors[0].pointer", equalTo("/overlap"));
    }

    private String id(Account account) {
        return access.query(
                        "SELECT id FROM api_token WHERE subject_id = ? AND hint LIKE '%' || ?",
                        account.subject(),
                        account.token().substring(account.token().length() - 4))
                .orElseThrow();
    }

    private String column(String id, String name) {
        return access.query("SELECT " + name + "::text FROM api_token WHERE id = ?::uuid", id)
                .orElse("");
    }

    private String leaf(String code, String token) {
        return access.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE code = ? AND convert_from(leaf, 'UTF8') LIKE ?",
                        code,
                        "%token/" + token + "@1%")
                .orElse("");
    }

    private String count(String code, String token) {
        return access.query(
                        "SELECT count(*) FROM event WHERE code = ? AND convert_from(leaf, 'UTF8') LIKE ?",
                        code,
                        "%token/" + token + "@1%")
                .orElseThrow();
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/acme/tokens?limit=1")
                .statusCode();
    }

    private static ValidatableResponse revoke(String token, String id) {
        return given().header("Authorization", "Bearer " + token)
                .delete("/api/v1/acme/tokens/" + id)
                .then();
    }

    private static ValidatableResponse rotate(String token, String id, String overlap) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body("{\"overlap\": \"%s\", \"expires\": \"P30D\"}".formatted(overlap))
                .post("/api/v1/acme/tokens/" + id + "/rotate")
                .then();
    }
}
