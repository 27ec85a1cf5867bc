package dev.gatehouse.gateway.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.sso.FakeIssuer;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that a trusted issuer signed, and that nobody here can be called, at each door that takes its tokens. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ForeignTextTest {
    private static final String REVOKED = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
    private static final String AUDIENCE = "https://gatehouse.example/signals";

    @Inject
    TestAccess access;

    private final String mark = UUID.randomUUID().toString().substring(24);
    private final String provider = "corp-" + mark;
    private FakeIssuer issuer;
    private Browser browser;

    @BeforeEach
    void declareAProviderThatMayBringAnybody() throws IOException {
        issuer = new FakeIssuer();
        browser = new Browser("acme", provider);
        Browser.apply(
                access.account("acme", "Owner", "root"),
                issuer.loginDeclaration(provider)
                        .replace(
                                "groupsClaim: groups",
                                "groupsClaim: groups, jitUsers: true, signals: {audience: \"" + AUDIENCE + "\"}"));
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private static ValidatableResponse probe(String token) {
        return given().auth().oauth2(token).get("/api/v1/acme/probe").then();
    }

    private ValidatableResponse push(ObjectNode claims) {
        return given().contentType("application/secevent+jwt")
                .body(issuer.signed("secevent+jwt", claims).getBytes(StandardCharsets.US_ASCII))
                .post("/signals/acme/" + provider)
                .then();
    }

    private ObjectNode event(String id, String person) {
        ObjectNode claims = issuer.ofNow().put("aud", AUDIENCE).put("jti", id);
        claims.putObject("sub_id").put("format", "opaque").put("id", person);
        claims.putObject("events").putObject(REVOKED);
        return claims;
    }

    private String people() {
        return access.query("SELECT count(*) FROM jit_user WHERE issuer = ?", issuer.issuer())
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\ud800b", "a\udc00", "a\nb", "a\u001b[31m", "a\u007f", "a\u2028b"})
    void isRefusedAtEachDoor(String text) {
        probe(issuer.token(text, Duration.ofMinutes(5)))
                .statusCode(401)
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"));
        browser.logIn(issuer, text).then().statusCode(400).contentType("text/html");
        browser.tellLogout(issuer.logoutToken(text)).then().statusCode(400).body("error", equalTo("invalid_request"));
        push(event(UUID.randomUUID().toString(), text)).statusCode(400).body("err", equalTo("invalid_request"));
        push(event(text, "somebody")).statusCode(400).body("err", equalTo("invalid_request"));

        assertThat(people()).isEqualTo("0");
    }

    @Test
    void inAnEventsTypeIsRefused() {
        ObjectNode claims = event(UUID.randomUUID().toString(), "somebody");
        claims.withObject("/events").putObject("https://events.example/a\0b");

        push(claims).statusCode(400).body("err", equalTo("invalid_request"));
    }

    @Test
    void ofWholeCharactersIsSomebodysWhateverTheScript() {
        String text = "zoë \ud83d\ude00 " + mark;

        probe(issuer.token(text, Duration.ofMinutes(5))).statusCode(200);
        browser.tellLogout(issuer.logoutToken(text)).then().statusCode(200);
        push(event(UUID.randomUUID().toString(), text)).statusCode(202);

        assertThat(people()).isEqualTo("1");
    }
}
