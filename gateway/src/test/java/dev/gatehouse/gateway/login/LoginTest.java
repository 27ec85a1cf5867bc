package dev.gatehouse.gateway.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A browser's way in and out, with an issuer that says what a test wants. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class LoginTest extends LoginCase {
    @Test
    void asksTheProviderWithPkceStateAndNonce() {
        Response asked = browser.get("/login/acme/" + provider);

        asked.then().statusCode(303).header("Cache-Control", "no-store");
        assertThat(asked.header("Location"))
                .startsWith(issuer.issuer() + "/authorize?response_type=code&scope=openid&client_id=browser")
                .contains(
                        "code_challenge_method=S256",
                        "state=",
                        "nonce=",
                        "%2Flogin%2Facme%2F" + provider + "%2Fcallback");
        assertThat(asked.header("Set-Cookie"))
                .startsWith("__Host-gatehouse-login=")
                .contains("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600");
    }

    @Test
    void logsInTheLinkedUserWithANewSession() {
        Response answer = browser.logIn(issuer, person, "data<b>");

        answer.then().statusCode(303).header("Location", containsString("/account/acme"));
        assertThat(answer.headers().getValues("Set-Cookie"))
                .anySatisfy(
                        cookie -> assertThat(cookie)
                                .matches(
                                        "__Host-gatehouse-session=gbs_[0-9A-Za-z]{36}; Path=/; Secure; HttpOnly; SameSite=Lax"));
        assertThat(browser.has(Attempt.COOKIE)).isFalse();
        page().then()
                .statusCode(200)
                .contentType("text/html")
                .header("Cache-Control", "no-store")
                .header(
                        "Content-Security-Policy",
                        allOf(containsString("default-src 'none'"), not(containsString("unsafe"))))
                .body(allOf(
                        containsString("ada-" + mark),
                        containsString(ada.toString()),
                        containsString("data&lt;b&gt;"),
                        containsString("said at the login by " + provider)));
        assertThat(issuer.exchanged()).contains("code_verifier=", "client_id=browser", "grant_type=authorization_code");
        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE code = 'login.succeeded' AND tenant = 'acme'"
                                + " AND convert_from(leaf, 'UTF8')::jsonb ->> 'actor' = ?",
                        ada.toString()))
                .contains("1");
    }

    @Test
    void keepsNothingOfTheCookieButItsHash() {
        logIn();

        assertThat(access.query(
                        "SELECT count(*) FROM browser_session WHERE hash = sha256(convert_to(?, 'UTF8')) AND subject_id = ?",
                        browser.value(SessionCookie.NAME),
                        ada))
                .contains("1");
        assertThat(access.query(
                        "SELECT count(*) FROM browser_session s WHERE s::text LIKE '%' || ? || '%'",
                        browser.value(SessionCookie.NAME)))
                .contains("0");
    }

    @Test
    void showsTheRolesOfThePersonAndWhereTheyComeFrom() {
        Browser.apply(access.account("acme", "Owner", "root"), """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: ns%1$s}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: ns%1$s, name: analysts}
                spec: {role: Launcher, subjects: [{group: "idp:%2$s/analysts"}]}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: ns%1$s, name: others}
                spec: {role: Owner, subjects: [{group: "idp:%2$s/others"}]}
                """.formatted(mark, provider));
        browser.logIn(issuer, person, "analysts");

        page().then()
                .statusCode(200)
                .body(allOf(
                        containsString("Launcher"),
                        containsString("ns" + mark + "/analysts"),
                        containsString("group analysts"),
                        not(containsString("ns" + mark + "/others"))));
    }

    @Test
    void whoIsLinkedToNobodyOrHasNoAccessIsTold() {
        browser.refused(browser.logIn(issuer, "stranger-" + mark), 403, "user_unknown");
        access.sql("UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE id = ?", ada);
        browser.refused(browser.logIn(issuer, person), 403, "access_ended");
    }

    @Test
    void anIssuerThatIsAwayIsNobodysFault() {
        String answer = browser.answered(issuer, person);
        issuer.close();

        browser.get(answer).then().statusCode(503).header("Retry-After", "10");
        page().then().statusCode(303);
    }

    @Test
    void leadsBackToAPlaceOfThisOriginAndToNoOther() {
        assertThat(browser.logIn(issuer, person, "?return=/account/acme?x=1").header("Location"))
                .endsWith("/account/acme?x=1");
        for (String evil :
                new String[] {"//evil.example", "https://evil.example", "/%5Cevil.example", "/%09/evil.example"}) {
            assertThat(browser.logIn(issuer, person, "?return=" + evil).header("Location"))
                    .as(evil)
                    .endsWith("/account/acme")
                    .doesNotContain("evil");
        }
    }

    @Test
    void theSessionIsAnotherOneAfterEachLogin() {
        logIn();
        String first = browser.value(SessionCookie.NAME);
        logIn();

        assertThat(browser.value(SessionCookie.NAME)).isNotEqualTo(first);
        new Browser("acme", provider)
                .with(SessionCookie.NAME, first)
                .get("/account/acme")
                .then()
                .statusCode(303);
    }

    @Test
    void aSessionThatSomebodyElseHasChosenIsNone() {
        browser.with(
                SessionCookie.NAME,
                SessionCookie.next(new java.security.SecureRandom()).expose(value -> value));
        page().then().statusCode(303);

        logIn();

        assertThat(access.query("SELECT count(*) FROM browser_session WHERE subject_id = ?", ada))
                .contains("1");
    }

    @Test
    void theSessionOpensNothingOfAnotherTenantAndNoOtherDoor() {
        logIn();

        browser.get("/account/globex").then().statusCode(303).header("Location", containsString("/login/globex"));
        given().header("Authorization", "Bearer " + browser.value(SessionCookie.NAME))
                .get("/api/v1/acme/jobs")
                .then()
                .statusCode(401);
        browser.get("/api/v1/acme/jobs").then().statusCode(401);
    }

    @Test
    void endsAtItsLimits() {
        logIn();
        access.sql("UPDATE browser_session SET seen_at = now() - interval '29 min' WHERE subject_id = ?", ada);
        page().then().statusCode(200);
        access.sql("UPDATE browser_session SET seen_at = now() - interval '31 min' WHERE subject_id = ?", ada);
        page().then().statusCode(303);

        logIn();
        access.sql("UPDATE browser_session SET ends_at = now() WHERE subject_id = ?", ada);
        page().then().statusCode(303);
    }

    @Test
    void endsWithThePersonsAccessAndWithTheProvider() {
        logIn();
        access.sql("UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?", ada);
        page().then().statusCode(303);

        logIn();
        given().auth()
                .oauth2(access.account("acme", "Owner", "root").token())
                .delete("/api/v1/acme/identityproviders/" + provider)
                .then()
                .statusCode(200);
        page().then().statusCode(303);
    }

    @Test
    void goesOnWhenOneOfThePersonsTokensEnds() {
        Account owner = access.account("acme", "Owner", "root");
        String token = access.token("acme", ada);
        String id = access.query("SELECT id FROM api_token WHERE subject_id = ?", ada)
                .orElseThrow();
        logIn();

        given().auth()
                .oauth2(owner.token())
                .delete("/api/v1/acme/tokens/" + id)
                .then()
                .statusCode(204);

        given().auth().oauth2(token).get("/api/v1/acme/probe").then().statusCode(401);
        page().then().statusCode(200);
        assertThat(livingSessions(owner)).isEqualTo(1);

        given().auth()
                .oauth2(owner.token())
                .post("/api/v1/acme/subjects/" + ada + "/end-access")
                .then()
                .statusCode(202);
        page().then().statusCode(303);
        Until.sees(
                () -> access.query("SELECT ended_at IS NOT NULL FROM browser_session WHERE subject_id = ?", ada)
                        .orElseThrow(),
                ended -> ended.startsWith("t"));
    }

    @Test
    void endsWhenItsProviderIsAnotherIssuerOrKnowsUsAsAnotherClient() throws IOException {
        Account owner = access.account("acme", "Owner", "root");
        logIn();
        String declared = issuer.loginDeclaration(provider);
        Browser.apply(owner, declared.replace("groupsClaim: groups", "groupsClaim: roles"));
        page().then().statusCode(200);

        Browser.apply(owner, declared.replace("clientId: browser", "clientId: other"));
        page().then().statusCode(303);
        assertThat(livingSessions(owner)).isEqualTo(0);

        // It does not come back with the old declaration, and a new login is a new one.
        Browser.apply(owner, declared);
        page().then().statusCode(303);
        assertThat(livingSessions(owner)).isEqualTo(0);
        logIn();
        assertThat(livingSessions(owner)).isEqualTo(1);
        try (var other = new FakeIssuer()) {
            Browser.apply(owner, other.loginDeclaration(provider));
            page().then().statusCode(303);
        }
    }

    @Test
    void isNoneWhereTheProviderWasReplacedBeforeItWasOpened() {
        logIn();
        access.sql("UPDATE browser_session SET provider_issuer = 'https://before.example' WHERE subject_id = ?", ada);

        page().then().statusCode(303);
    }

    private int livingSessions(Account owner) {
        return given().auth()
                .oauth2(owner.token())
                .get("/api/v1/acme/subjects/" + ada)
                .then()
                .statusCode(200)
                .extract()
                .<List<Object>>path("sessions")
                .size();
    }

    @Test
    void endsWithALogoutOfItsOwnPageAndOfNoOther() {
        logIn();

        browser.post("/account/acme/logout", "token=guessed").then().statusCode(403);
        browser.post("/account/acme/logout", "").then().statusCode(403);
        page().then().statusCode(200);
        String session = browser.value(SessionCookie.NAME);
        browser.post("/account/acme/logout", "token=" + browser.formToken(page()))
                .then()
                .statusCode(200)
                .body(containsString(issuer.issuer() + "/end?client_id=browser"));
        assertThat(browser.has(SessionCookie.NAME)).isFalse();
        browser.with(SessionCookie.NAME, session);
        page().then().statusCode(303);
    }

    @Test
    void endsWhenTheProviderSaysSoOnce() {
        logIn();
        String token = issuer.logoutToken("sid-of-" + person);

        browser.tellLogout(token).then().statusCode(200).header("Cache-Control", "no-store");
        page().then().statusCode(303);
        logIn();
        browser.tellLogout(token).then().statusCode(400).body("error", equalTo("invalid_request"));
        page().then().statusCode(200);
    }

    @Test
    void doesNotEndForAnotherSessionOrAForgedToken() {
        logIn();

        browser.tellLogout(issuer.logoutToken("sid-of-somebody")).then().statusCode(200);
        browser.tellLogout(issuer.logoutToken("sid-of-" + person) + "A").then().statusCode(400);
        browser.tellLogout(issuer.token(person, java.time.Duration.ofMinutes(1)))
                .then()
                .statusCode(400);
        browser.tellLogout("").then().statusCode(400);

        page().then().statusCode(200);
    }

    @Test
    void whatDoesNotExistIsNotThere() {
        browser.get("/login/nowhere").then().statusCode(404);
        browser.get("/login/acme/none").then().statusCode(404);
        browser.get("/login/acme/none/callback?code=x&state=y").then().statusCode(404);
        browser.get("/login/acme").then().statusCode(200).body(containsString("/login/acme/" + provider));
        browser.get("/login/acme?return=//evil.example").then().body(not(containsString("evil")));
    }
}
