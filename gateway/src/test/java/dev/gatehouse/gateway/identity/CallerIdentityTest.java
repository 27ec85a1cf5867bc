package dev.gatehouse.gateway.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CallerIdentityTest {
    @Inject
    TestAccess access;

    @Inject
    FailedAuthentications failures;

    @Test
    void aValidTokenIsItsSubjectOnAVirtualThread() {
        var ada = access.stranger("acme");

        get("acme", ada.token())
                .statusCode(200)
                .body("subject", equalTo(ada.subject().toString()))
                .body("tenant", equalTo("acme"))
                .body("virtual", is(true));
    }

    @Test
    void theSchemeIsReadInAnyCase() {
        var ada = access.stranger("acme");

        given().header("Authorization", "bearer " + ada.token())
                .get("/api/v1/acme/probe")
                .then()
                .statusCode(200);
    }

    @Test
    void noTokenIsUnauthenticated() {
        refused(given().get("/api/v1/acme/probe").then());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "Bearer x",
                "Bearer gha_",
                "Bearer gha_000000000000000000000000000000000000",
                "Bearer ghx_000000000000000000000000000000000000",
                "Basic YTpi",
                "gha_000000000000000000000000000000000000",
                "Bearer gha_00000000000000000000000000000é00000"
            })
    void aMalformedTokenIsUnauthenticated(String header) {
        refused(given().header("Authorization", header)
                .get("/api/v1/acme/probe")
                .then());
    }

    @Test
    void twoTokensAtOnceAreUnauthenticated() {
        var ada = access.stranger("acme");

        refused(given().header("Authorization", "Bearer " + ada.token(), "Bearer " + ada.token())
                .get("/api/v1/acme/probe")
                .then());
    }

    @Test
    void aTokenThatNobodyMadeIsUnauthenticated() {
        refused(get("acme", ApiToken.next(new SecureRandom()).expose(Function.identity())));
    }

    @Test
    void anExpiredTokenIsUnauthenticated() {
        var ada = access.stranger("acme");
        access.sql("UPDATE api_token SET expires_at = now() WHERE subject_id = ?", ada.subject());

        refused(get("acme", ada.token()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE api_token SET revoked_at = now() WHERE subject_id = ?",
                "UPDATE api_token SET expires_at = now() WHERE subject_id = ?",
                "DELETE FROM api_token WHERE subject_id = ?"
            })
    void aTokenThatIsKnownAndEndsEarlyIsUnauthenticatedWithinSeconds(String end) {
        var ada = access.stranger("acme");
        get("acme", ada.token()).statusCode(200);
        access.sql(end, ada.subject());

        Until.sees(() -> get("acme", ada.token()).extract().statusCode(), status -> status == 401);
        refused(get("acme", ada.token()));
    }

    @Test
    void anotherTokenOfTheSubjectGoesOnWhenOneIsRevoked() {
        var ada = access.stranger("acme");
        var other = access.token(ada.tenant(), ada.subject());
        get("acme", other).statusCode(200);
        access.sql(
                "UPDATE api_token SET revoked_at = now() WHERE subject_id = ? AND hint LIKE '%' || ?",
                ada.subject(), ada.token().substring(ada.token().length() - 4));

        Until.sees(() -> get("acme", ada.token()).extract().statusCode(), status -> status == 401);
        get("acme", other).statusCode(200);
    }

    @Test
    void aTokenOfAnEndedSubjectIsUnauthenticated() {
        var ada = access.stranger("acme");
        get("acme", ada.token()).statusCode(200);
        access.end(ada);

        refused(get("acme", ada.token()));
    }

    @Test
    void anotherTenantAndAnUnknownOneLookLikeAnUnknownResource() {
        var ada = access.stranger("acme");

        String unknownResource = getPath(ada.token(), "/api/v1/acme/executions/" + new UUID(1, 1))
                .statusCode(404)
                .extract()
                .asString();
        String foreign = get("globex", ada.token()).statusCode(404).extract().asString();
        String unknown = get("nowhere", ada.token()).statusCode(404).extract().asString();

        assertThat(List.of(foreign, unknown)).containsOnly(unknownResource);
    }

    @Test
    void anUnguardedRouteNeedsNoToken() {
        given().get("/audit/acme/probe/open").then().statusCode(200);
    }

    @Test
    void aRouteThatDeclaresNothingIsGuarded() {
        refused(given().get("/audit/acme/probe/forgotten").then());
    }

    @Test
    void failedAuthenticationsBecomeOneEventForEachTenantPrefixAndReason() {
        failures.write();
        given().get("/api/v1/globex/probe");
        given().get("/api/v1/globex/probe");
        given().header("Authorization", "Bearer x").get("/api/v1/globex/probe");
        given().get("/api/v1/nowhere/probe");

        failures.write();

        assertThat(events("globex", "token_missing")).isEqualTo("2");
        assertThat(events("globex", "token_malformed")).isEqualTo("1");
        assertThat(events("system", "token_missing")).isEqualTo("1");
        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE code = 'authentication.failed' AND tenant = 'nowhere'"))
                .contains("0");
    }

    @Test
    void tokensAreKeptAsHashesOnly() {
        var ada = access.stranger("acme");

        assertThat(access.query("SELECT string_agg(t::text, ' ') FROM api_token t")
                        .orElse(""))
                .doesNotContain(ada.token())
                .doesNotContain(ada.token().substring(4, 34));
    }

    private String events(String tenant, String reason) {
        return access.query("""
                        SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'count' FROM event
                         WHERE tenant = ? AND code = 'authentication.failed'
                           AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'reason' = ?
                         ORDER BY at DESC, id DESC LIMIT 1""", tenant, reason).orElse("none");
    }

    private static ValidatableResponse get(String tenant, String token) {
        return getPath(token, "/api/v1/" + tenant + "/probe");
    }

    private static ValidatableResponse getPath(String token, String path) {
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }

    private static void refused(ValidatableResponse response) {
        response.statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"))
                .body("type", equalTo("urn:gatehouse:problem:unauthenticated"));
    }
}
