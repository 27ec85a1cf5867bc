package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.sso.FakeIssuer;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that log nobody in: they are not what was asked for, or the identity provider lets nobody in. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class RefusedLoginTest {
    @Inject
    TestAccess access;

    private final String provider = "corp-" + UUID.randomUUID().toString().substring(24);
    private FakeIssuer issuer;
    private Browser browser;

    @BeforeEach
    void declareTheProvider() throws IOException {
        issuer = new FakeIssuer();
        browser = new Browser("acme", provider);
        Browser.apply(access.account("acme", "Owner", "root"), issuer.loginDeclaration(provider));
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void anAnswerThatThisBrowserDidNotAskForLogsNobodyIn() {
        var attacker = new Browser("acme", provider);
        String stolen = attacker.answered(issuer, "ada");

        browser.refused(browser.get(stolen), 400, "login_not_asked_for");
        browser.get("/login/acme/" + provider);
        browser.refused(browser.get(stolen), 400, "login_not_asked_for");
        assertThat(issuer.exchanged()).isEmpty();
    }

    @Test
    void anAnswerOfAnotherProviderIsRefused() {
        String other = "other-" + provider;
        Browser.apply(
                access.account("acme", "Owner", "root"),
                issuer.loginDeclaration(other).replace(issuer.issuer(), "https://elsewhere.example"));

        browser.refused(
                browser.get(browser.answered(issuer, "ada").replace("/" + provider + "/", "/" + other + "/")),
                400,
                "login_not_asked_for");
    }

    @Test
    void anAnswerThatNamesAnotherIssuerOrNoneIsRefused() {
        String answer = browser.answered(issuer, "ada");

        browser.refused(
                browser.get(answer.replaceAll("&iss=[^&]*", "&iss=https%3A%2F%2Fevil.example")), 400, "login_issuer");
        browser.refused(browser.get(answer.replaceAll("&iss=[^&]*", "")), 400, "login_issuer");
        assertThat(issuer.exchanged()).isEmpty();
    }

    @Test
    void aCodeThatTheIssuerDoesNotTakeLogsNobodyIn() {
        String answer = browser.answered(issuer, "ada");
        issuer.refuseCodes();

        browser.refused(browser.get(answer), 400, "code_refused");
    }

    @Test
    void anIdTokenOfAnotherLoginLogsNobodyIn() {
        String answer = browser.answered(issuer, "ada");
        issuer.answerCodesWith(issuer.idToken("ada", "another-nonce"));

        browser.refused(browser.get(answer), 400, "token_nonce");
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, login_denied",
        "server_error, login_refused",
        "invalid_scope, login_refused",
        "%3Cb%3Eevil%3C%2Fb%3E, login_refused"
    })
    void isToldThatTheProviderLetNobodyInAndNothingOfWhatItWrote(String error, String code) {
        String answer = browser.answered(issuer, "ada")
                .replaceAll(
                        "code=[^&]*", "error=" + error + "&error_description=evil+words&error_uri=https%3A%2F%2Fevil");

        browser.get(answer)
                .then()
                .statusCode(403)
                .contentType("text/html")
                .body(allOf(
                        containsString("it refused, or the login was cancelled there"),
                        containsString(">" + code + "<"),
                        containsString("/login/acme"),
                        not(containsString("evil")),
                        not(containsString("does not belong"))));
        assertThat(browser.has(SessionCookie.NAME)).isFalse();
        assertThat(issuer.exchanged()).isEmpty();
    }

    @Test
    void aRefusalThatThisBrowserDidNotAskForIsNone() {
        browser.get("/login/acme/" + provider + "/callback?error=access_denied&state=guessed")
                .then()
                .statusCode(400)
                .body(containsString("login_not_asked_for"));
    }
}
