package dev.gatehouse.gateway.signal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import dev.gatehouse.gateway.sso.TokenForge;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security events that an identity provider pushes. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class SignalTest {
    private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
    private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
    private static final String REVOKED = CAEP + "session-revoked";
    private static final String AUDIENCE = "https://gatehouse.example/signals";

    @Inject
    TestAccess access;

    @Inject
    TestDirectory directory;

    private final String mark = UUID.randomUUID().toString().substring(24);
    private final String provider = "corp-" + mark;
    private final String person = "person-" + mark;
    private FakeIssuer issuer;
    private Account ada;

    @BeforeEach
    void declareTheProviderAndLinkAda() throws IOException {
        issuer = new FakeIssuer();
        declare("signals: {audience: \"" + AUDIENCE + "\"}");
        ada = access.account("acme", "Owner", "root");
        directory.link("acme", person, ada.subject());
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private void declare(String more) {
        given().auth()
                .oauth2(access.account("acme", "Owner", "root").token())
                .contentType("application/yaml")
                .body(issuer.declaration(provider)
                        .replace("groupsClaim: groups}", more + "}")
                        .getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode header() {
        return object().put("alg", "ES256").put("typ", "secevent+jwt").put("kid", "k1");
    }

    private ObjectNode claims(String type) {
        ObjectNode claims = object().put("iss", issuer.issuer())
                .put("aud", AUDIENCE)
                .put("jti", UUID.randomUUID().toString())
                .put("iat", Instant.now().getEpochSecond());
        claims.putObject("sub_id")
                .put("format", "iss_sub")
                .put("iss", issuer.issuer())
                .put("sub", person);
        claims.putObject("events").putObject(type).put("event_timestamp", 1);
        return claims;
    }

    private String signed(ObjectNode header, ObjectNode claims, KeyPair keys) {
        return TokenForge.sign(header.toString(), claims.toString(), keys.getPrivate(), SigningAlgorithm.ES256);
    }

    private String event(String type) {
        return signed(header(), claims(type), issuer.keys());
    }

    private String event(Consumer<ObjectNode> change) {
        ObjectNode claims = claims(REVOKED);
        change.accept(claims);
        return signed(header(), claims, issuer.keys());
    }

    private ValidatableResponse push(String token) {
        return push("acme", provider, token);
    }

    private static ValidatableResponse push(String tenant, String provider, String token) {
        return given().contentType("application/secevent+jwt")
                .body(token.getBytes(StandardCharsets.US_ASCII))
                .post("/signals/" + tenant + "/" + provider)
                .then();
    }

    private String epoch() {
        return access.query("SELECT active || ' ' || epoch FROM subject WHERE id = ?", ada.subject())
                .orElseThrow();
    }

    private String ends() {
        return access.query(
                        "SELECT count(*) || ' ' || coalesce(min(reason || ' ' || extent), '') FROM access_end"
                                + " WHERE subject_id = ?",
                        ada.subject())
                .orElseThrow();
    }

    private int status(String token) {
        return given().auth().oauth2(token).get("/api/v1/acme/probe").statusCode();
    }

    private void refused(String token, String error) {
        push(token)
                .statusCode(400)
                .contentType("application/json")
                .header("Content-Language", "en")
                .body("err", equalTo(error));
        assertThat(epoch()).isEqualTo("true 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {CAEP + "session-revoked", CAEP + "credential-change", RISC + "account-disabled"})
    void endsThePersonsAccess(String type) {
        assertThat(status(ada.token())).isEqualTo(200);

        push(event(type)).statusCode(202).body(equalTo(""));

        assertThat(ends()).isEqualTo("1 security_event everything");
        Until.sees(() -> status(ada.token()), status -> status == 401);
    }

    @Test
    void tokensFromBeforeItAreWorthNothingAndLaterOnesAreGood() {
        String before = issuer.token(person, Duration.ofMinutes(5));
        assertThat(status(before)).isEqualTo(200);

        push(event(REVOKED)).statusCode(202);

        Until.sees(() -> status(before), status -> status == 401);
        Until.sees(() -> status(issuer.token(person, Duration.ofMinutes(5))), status -> status == 200);
    }

    @Test
    void oneThatComesLateEndsWhatWasIssuedUntilItCame() {
        long then = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        String newer = issuer.token(person, Duration.ofMinutes(5));
        assertThat(status(newer)).isEqualTo(200);

        push(event(claims -> {
                    claims.put("iat", then);
                    claims.withObject("/events").putObject(REVOKED).put("event_timestamp", then);
                }))
                .statusCode(202);

        Until.sees(() -> status(newer), status -> status == 401);
        Until.sees(() -> status(issuer.token(person, Duration.ofMinutes(5))), status -> status == 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CAEP + "assurance-level-change",
                RISC + "account-enabled",
                "https://schemas.openid.net/secevent/ssf/event-type/verification"
            })
    void takesOtherEventsAndEndsNothing(String type) {
        push(event(type)).statusCode(202);

        assertThat(epoch()).isEqualTo("true 1");
        assertThat(ends()).startsWith("0");
    }

    @Test
    void doesOnceWhatIsDeliveredAgain() {
        String token = event(REVOKED);

        push(token).statusCode(202);
        push(token).statusCode(202);

        assertThat(ends()).startsWith("1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"format\":\"opaque\",\"id\":\"%s\"}",
                "{\"format\":\"complex\",\"user\":{\"format\":\"iss_sub\",\"iss\":\"ISSUER\",\"sub\":\"%s\"}}",
                "{\"user\":{\"format\":\"opaque\",\"id\":\"%s\"}}",
                "{\"format\":\"aliases\",\"identifiers\":[{\"format\":\"email\",\"email\":\"a@b.example\"},"
                        + "{\"format\":\"iss_sub\",\"iss\":\"ISSUER\",\"sub\":\"%s\"}]}"
            })
    void findsThePersonInEachFormOfSubject(String identifier) throws IOException {
        var subject = new ObjectMapper().readTree(identifier.formatted(person).replace("ISSUER", issuer.issuer()));

        push(event(claims -> claims.set("sub_id", subject))).statusCode(202);

        assertThat(ends()).startsWith("1 ");
    }

    @Test
    void findsThePersonInTheEventAsEarlierDraftsHadIt() {
        push(event(claims -> {
                    claims.remove("sub_id");
                    claims.withObject("/events")
                            .putObject(REVOKED)
                            .putObject("subject")
                            .put("format", "iss_sub")
                            .put("iss", issuer.issuer())
                            .put("sub", person);
                }))
                .statusCode(202);

        assertThat(ends()).startsWith("1 ");
    }

    @Test
    void nobodyIsMeantByAnotherIssuersNameForSomebody() {
        push(event(claims -> claims.withObject("/sub_id").put("iss", "https://other.example")))
                .statusCode(202);

        assertThat(epoch()).isEqualTo("true 1");
    }

    @Test
    void nobodyIsMeantByAnAddress() {
        access.sql("UPDATE directory_user SET external_id = 'ada@acme.example' WHERE id = ?", ada.subject());

        push(event(claims -> claims.putObject("sub_id").put("format", "email").put("email", "ada@acme.example")))
                .statusCode(202);

        assertThat(epoch()).isEqualTo("true 1");
    }

    @Test
    void aPersonWhomNobodyKnowsIsNobodyAndIsNotMade() {
        declare("jitUsers: true, signals: {audience: \"" + AUDIENCE + "\"}");

        push(event(claims -> claims.withObject("/sub_id").put("sub", "stranger-" + mark)))
                .statusCode(202);

        assertThat(access.query("SELECT count(*) FROM jit_user WHERE value = ?", "stranger-" + mark))
                .contains("0");
    }

    @Test
    void whatIsNoEventIsRefused() {
        refused("", "invalid_request");
        refused("e30.e30.AA", "invalid_request");
        refused(issuer.token(person, Duration.ofMinutes(5)), "invalid_request");
        refused(signed(header().put("typ", "logout+jwt"), claims(REVOKED), issuer.keys()), "invalid_request");
        refused(event(claims -> claims.remove("jti")), "invalid_request");
        refused(event(claims -> claims.remove("events")), "invalid_request");
        refused(event(claims -> claims.putObject("events")), "invalid_request");
        refused(event(claims -> claims.withObject("/events").put(REVOKED, "x")), "invalid_request");
        refused(event(claims -> claims.remove("iat")), "invalid_request");
        refused(event(claims -> claims.put("iat", Instant.now().plusSeconds(300).getEpochSecond())), "invalid_request");
        refused(
                event(claims -> claims.put(
                        "iat", Instant.now().minus(Duration.ofDays(8)).getEpochSecond())),
                "invalid_request");
    }

    @Test
    void whatIsForgedOrForOthersIsRefused() {
        KeyPair mallorys = TokenForge.fresh(SigningAlgorithm.ES256);

        refused(signed(header(), claims(REVOKED), mallorys), "invalid_key");
        refused(signed(header().put("kid", "k2"), claims(REVOKED), issuer.keys()), "invalid_key");
        refused(signed(header().put("alg", "none"), claims(REVOKED), issuer.keys()), "invalid_key");
        refused(event(claims -> claims.put("iss", "https://evil.example")), "invalid_issuer");
        refused(event(claims -> claims.put("aud", "https://other.example")), "invalid_audience");
        refused(event(claims -> claims.remove("aud")), "invalid_audience");
    }

    @Test
    void anEventIsNoAccessToken() {
        assertThat(status(event(REVOKED))).isEqualTo(401);
    }

    @Test
    void goesToAProviderThatIsDeclaredForItAndToNoOtherTenant() {
        push("globex", provider, event(REVOKED)).statusCode(404);
        push("nowhere", provider, event(REVOKED)).statusCode(404);
        push("%00", provider, event(REVOKED)).statusCode(404);
        push("acme", "none", event(REVOKED)).statusCode(404);
        declare("jitUsers: false");

        push(event(REVOKED)).statusCode(404);

        assertThat(epoch()).isEqualTo("true 1");
    }

    @Test
    void isAskedForAgainWhileTheIssuerIsAway() {
        issuer.close();

        push(event(REVOKED)).statusCode(503).header("Retry-After", "10");

        assertThat(epoch()).isEqualTo("true 1");
    }

    @Test
    void isInTheLogWithoutThePerson() {
        push(event(REVOKED)).statusCode(202);

        String leaf = access.query("""
                        SELECT convert_from(leaf, 'UTF8') FROM event
                         WHERE code = 'signal.received'
                           AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'subject' = ?""", ada.subject().toString()).orElseThrow();

        assertThat(leaf).contains(REVOKED).doesNotContain(person);
    }
}
