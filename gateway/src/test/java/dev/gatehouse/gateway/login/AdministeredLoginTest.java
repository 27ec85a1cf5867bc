package dev.gatehouse.gateway.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A browser's login as administrators and its owner see and end it from elsewhere, and the ends that logouts are. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class AdministeredLoginTest extends LoginCase {
    @Test
    void anAdministratorSeesItAndEndsItWithThePersonsAccess() {
        Account admin = access.account("acme", "Owner", "root");
        logIn();
        String session = access.query("SELECT id FROM browser_session WHERE subject_id = ?", ada)
                .orElseThrow();
        asAdmin(admin)
                .get("/api/v1/acme/subjects/" + ada)
                .then()
                .statusCode(200)
                .body("sessions.id", equalTo(List.of(session)))
                .body("sessions[0].provider", equalTo(provider))
                .body(not(containsString("hash")));
        asAdmin(admin)
                .post("/api/v1/acme/subjects/" + ada + "/end-access?dryRun=true")
                .then()
                .statusCode(200)
                .body("ends.sessions", equalTo(1));

        asAdmin(admin)
                .post("/api/v1/acme/subjects/" + ada + "/end-access")
                .then()
                .statusCode(202);

        Until.sees(
                () -> access.query("SELECT ended_at IS NOT NULL FROM browser_session WHERE id = ?::uuid", session),
                ended -> ended.equals(Optional.of("t")));
        assertThat(ended(session)).contains("access_ended");
        asAdmin(admin).get("/api/v1/acme/subjects/" + ada).then().body("sessions", equalTo(List.of()));
    }

    @Test
    void itsOwnerEndsItFromElsewhereAndNothingElse() {
        Browser other = another();
        logIn();
        String session = sessionOf(browser);
        String epoch = epoch();
        String token = tokenOf(ada, "token:create");
        as(token)
                .get("/api/v1/acme/sessions/own")
                .then()
                .statusCode(200)
                .body("items.id", equalTo(List.of(session, sessionOf(other))))
                .body("items[0].provider", equalTo(provider))
                .body("items[0].client", equalTo("another browser"))
                .body("items[0].keySet()", not(hasItem("hash")));
        as(token)
                .get("/api/v1/acme/sessions/own?limit=1")
                .then()
                .body("items.id", equalTo(List.of(session)))
                .body("next", equalTo(session));
        as(token)
                .get("/api/v1/acme/sessions/own?after=" + session)
                .then()
                .body("items.id", equalTo(List.of(sessionOf(other))));

        revoke(token, session).statusCode(204);
        revoke(token, session).statusCode(204);

        page().then().statusCode(303);
        other.get("/account/acme").then().statusCode(200);
        assertThat(ends()).containsExactly("session_revoked session " + session + " " + ada);
        assertThat(epoch()).isEqualTo(epoch);
        assertThat(ended(session)).contains("\"reason\":\"revoked\"");
    }

    @Test
    void anAdministratorSeesAndEndsOneOfSeveral() {
        Account admin = access.account("acme", "Owner", "root");
        Browser other = another();
        logIn();
        String session = sessionOf(browser);
        asAdmin(admin)
                .get("/api/v1/acme/sessions?subject=" + ada)
                .then()
                .statusCode(200)
                .body("items.id", equalTo(List.of(session, sessionOf(other))));

        revoke(admin.token(), session).statusCode(204);

        page().then().statusCode(303);
        other.get("/account/acme").then().statusCode(200);
        Until.sees(
                () -> asAdmin(admin)
                        .get("/api/v1/acme/access-ends?subject=" + ada)
                        .path("items[0].doneAt"),
                Objects::nonNull);
        asAdmin(admin)
                .get("/api/v1/acme/access-ends?subject=" + ada)
                .then()
                .body("items[0].reason", equalTo("session_revoked"))
                .body("items[0].extent", equalTo("session"))
                .body("items[0].session", equalTo(session))
                .body("items[0].causedBy", equalTo(admin.subject().toString()));
    }

    @Test
    void whoManagesNobodyEndsNobodyElsesAndHearsNothingOfThem() {
        logIn();
        String session = sessionOf(browser);
        String bob = tokenOf(user("bob-" + mark), "token:create");

        String known = revoke(bob, session).statusCode(403).extract().asString();
        String unknown =
                revoke(bob, new UUID(1, 1).toString()).statusCode(403).extract().asString();

        assertThat(withoutDecision(known)).isEqualTo(withoutDecision(unknown));
        as(bob).get("/api/v1/acme/sessions?subject=" + ada).then().statusCode(403);
        as(bob).get("/api/v1/acme/sessions/own").then().statusCode(200).body("items", equalTo(List.of()));
        String stranger = access.stranger("acme").token();
        as(stranger).get("/api/v1/acme/sessions/own").then().statusCode(403);
        page().then().statusCode(200);
        assertThat(ends()).isEmpty();
    }

    @Test
    void ofAnotherTenantAndWhatThereIsNotIsUnknown() {
        Account admin = access.account("acme", "Owner", "root");
        Account foreign = access.account("globex", "Owner", "root");
        logIn();
        String session = sessionOf(browser);

        as(foreign.token()).delete("/api/v1/globex/sessions/" + session).then().statusCode(404);
        revoke(foreign.token(), session).statusCode(404);
        revoke(admin.token(), new UUID(1, 1).toString()).statusCode(404);
        revoke(admin.token(), "nonsense").statusCode(404);
        as(foreign.token()).get("/api/v1/globex/sessions?subject=" + ada).then().body("items", equalTo(List.of()));
        asAdmin(admin).get("/api/v1/acme/sessions").then().statusCode(422);

        page().then().statusCode(200);
        assertThat(ends()).isEmpty();
    }

    @Test
    void aTokenOfLittleAccessEndsNone() {
        logIn();
        String narrow = as(tokenOf(ada, "token:create"))
                .contentType("application/json")
                .body("{\"permissions\": [\"token:create\"], \"expires\": \"PT1H\"}")
                .post("/api/v1/acme/tokens/own")
                .then()
                .statusCode(201)
                .extract()
                .path("token");

        revoke(narrow, sessionOf(browser)).statusCode(403).body("code", equalTo("scope_exceeded"));

        page().then().statusCode(200);
    }

    @Test
    void aLogoutIsAnEndOfThisSessionAlone() {
        Browser other = another();
        logIn();
        String session = sessionOf(browser);
        String epoch = epoch();

        browser.post("/account/acme/logout", "token=" + browser.formToken(page()))
                .then()
                .statusCode(200);

        assertThat(ends()).containsExactly("logged_out session " + session + " " + ada);
        assertThat(epoch()).isEqualTo(epoch);
        other.get("/account/acme").then().statusCode(200);
    }

    @Test
    void theProvidersLogoutIsAnEndOfEachSessionThatItMeans() {
        Browser other = another();
        logIn();
        String epoch = epoch();

        browser.tellLogout(issuer.logoutToken("sid-of-" + person)).then().statusCode(200);

        String provided = access.query("SELECT id FROM resource WHERE kind = 'identityprovider' AND name = ?", provider)
                .orElseThrow();
        assertThat(ends())
                .containsExactly(
                        "logged_out session " + sessionOf(other) + " " + provided,
                        "logged_out session " + sessionOf(browser) + " " + provided);
        assertThat(epoch()).isEqualTo(epoch);
    }

    @Test
    void thePageShowsTheOtherBrowsersAndLogsThemOut() {
        logIn();
        page().then().body(not(containsString("elsewhere")));
        Browser other = another();
        String session = sessionOf(other);
        page().then()
                .statusCode(200)
                .body(containsString("another browser"), containsString("Log out everywhere else"));

        // One token less, and the browsers are still the same person's.
        access.sql("UPDATE subject SET epoch = epoch + 1, token_ends = token_ends + 1 WHERE id = ?", ada);
        Until.sees(() -> page().statusCode(), status -> status == 200);
        browser.post("/account/acme/logout-elsewhere", "token=guessed").then().statusCode(403);
        other.get("/account/acme").then().statusCode(200);
        browser.post("/account/acme/logout-elsewhere", "token=" + browser.formToken(page()))
                .then()
                .statusCode(303);

        other.get("/account/acme").then().statusCode(303);
        page().then().statusCode(200);
        assertThat(ends()).containsExactly("session_revoked session " + session + " " + ada);
    }

    /** Logged in as the same person. */
    private Browser another() {
        var other = new Browser("acme", provider);
        other.logIn(issuer, person).then().statusCode(303);
        return other;
    }

    private String sessionOf(Browser of) {
        return access.query(
                        "SELECT id FROM browser_session WHERE hash = sha256(convert_to(?, 'UTF8'))",
                        of.value(SessionCookie.NAME))
                .orElseThrow();
    }

    private String tokenOf(UUID subject, String permission) {
        Browser.apply(access.account("acme", "Owner", "root"), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: r%1$s}
                spec: {permissions: ["%2$s"]}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: b%1$s}
                spec: {role: r%1$s, subjects: [{id: "%3$s"}]}
                """.formatted(mark, permission, subject));
        return access.token("acme", subject);
    }

    /** Reason, extent, session and cause of each end of hers, in the order of the logins. */
    private List<String> ends() {
        return access.query("""
                        SELECT string_agg(concat_ws(' ', a.reason, a.extent, a.session_id, a.caused_by), ',' ORDER BY a.session_id)
                          FROM access_end a WHERE a.subject_id = ?""", ada).map(all -> List.of(all.split(",", -1))).orElse(List.of());
    }

    private String epoch() {
        return access.query("SELECT epoch FROM subject WHERE id = ?", ada).orElseThrow();
    }

    private String ended(String session) {
        return access.query("""
                        SELECT convert_from(leaf, 'UTF8') FROM event
                         WHERE code = 'login.ended' AND convert_from(leaf, 'UTF8') LIKE '%' || ? || '%'""", session).orElse("");
    }

    private static ValidatableResponse revoke(String token, String session) {
        return as(token).delete("/api/v1/acme/sessions/" + session).then();
    }

    private static RequestSpecification asAdmin(Account admin) {
        return as(admin.token());
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    /** Each denial is a decision of its own. */
    private static String withoutDecision(String answer) {
        return answer.replaceFirst("\"decision\":\"[^\"]*\",", "");
    }
}
