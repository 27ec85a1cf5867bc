package dev.gatehouse.gateway.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
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
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens of a tenant's identity provider at the doors. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class AccessTokenTest {
    private static final Duration LIFE = Duration.ofMinutes(5);

    @Inject
    TestAccess access;

    @Inject
    TestDirectory directory;

    @Inject
    FailedAuthentications failures;

    private final String mark = UUID.randomUUID().toString().substring(24);
    private final String provider = "corp-" + mark;
    private final String person = "person-" + mark;
    private FakeIssuer issuer;
    private Account owner;
    private UUID ada;

    @BeforeEach
    void declareTheProviderAndLinkAda() throws IOException {
        issuer = new FakeIssuer();
        owner = access.account("acme", "Owner", "root");
        declare("acme", owner);
        ada = user("acme");
        directory.link("acme", person, ada);
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private void declare(String tenant, Account by) {
        apply(tenant, by, issuer.declaration(provider)).statusCode(200);
    }

    private static ValidatableResponse apply(String tenant, Account by, String yaml) {
        return given().auth()
                .oauth2(by.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/" + tenant + "/apply")
                .then();
    }

    private UUID user(String tenant) {
        UUID id = UUID.randomUUID();
        access.sql("INSERT INTO subject (tenant, id, kind, name) VALUES (?, ?, 'user', ?)", tenant, id, "user-" + id);
        return id;
    }

    private static ValidatableResponse get(String tenant, String token, String path) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/" + tenant + "/" + path)
                .then();
    }

    private static ValidatableResponse probe(String token) {
        return get("acme", token, "probe");
    }

    private static int status(String token) {
        return probe(token).extract().statusCode();
    }

    private static void refused(ValidatableResponse response) {
        response.statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"));
    }

    private void end(UUID user) {
        access.sql("UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE id = ?", user);
    }

    @Test
    void isTheLinkedUser() {
        probe(issuer.token(person, LIFE)).statusCode(200).body("subject", equalTo(ada.toString()));
    }

    @Test
    void ofSomebodyWhoIsLinkedToNobodyOrToTwoIsNobodys() {
        refused(probe(issuer.token("stranger-" + mark, LIFE)));
        directory.link("acme", "twice-" + mark, user("acme"));
        directory.link("acme", "twice-" + mark, user("acme"));
        refused(probe(issuer.token("twice-" + mark, LIFE)));
    }

    @Test
    void thatIsForgedOrExpiredIsNobodys() {
        KeyPair mallorys = TokenForge.fresh(SigningAlgorithm.ES256);

        refused(probe(issuer.token("k1", mallorys, person, LIFE)));
        refused(probe(issuer.token(person, Duration.ofMinutes(-2))));
        refused(probe(issuer.token(person, LIFE) + "A"));
        refused(probe("ey.ey.ey"));
    }

    @Test
    void thatFailsIsCountedByItsReason() {
        failures.write();
        for (int i = 0; i < 3; i++) {
            probe(issuer.token(person, Duration.ofMinutes(-2)));
        }
        failures.write();

        assertThat(access.query("""
                        SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'count' FROM event
                         WHERE tenant = 'acme' AND code = 'authentication.failed'
                           AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'reason' = 'token_expired'
                         ORDER BY at DESC, id DESC LIMIT 1""")).contains("3");
    }

    @Test
    void isWorthNothingToATenantThatDoesNotDeclareTheProvider() {
        String token = issuer.token(person, LIFE);

        refused(get("globex", token, "probe"));
        refused(get("nowhere", token, "probe"));
    }

    @Test
    void meansAnotherPersonToAnotherTenantThatDeclaresTheProviderToo() {
        declare("globex", access.account("globex", "Owner", "root"));
        UUID theirs = user("globex");
        directory.link("globex", person, theirs);
        String token = issuer.token(person, LIFE);

        get("acme", token, "probe").statusCode(200).body("subject", equalTo(ada.toString()));
        get("globex", token, "probe").statusCode(200).body("subject", equalTo(theirs.toString()));
    }

    @Test
    void ofAnEndedUserIsRefusedWithinSecondsAlthoughItIsKnown() {
        String token = issuer.token(person, LIFE);
        probe(token).statusCode(200);
        end(ada);

        Until.sees(() -> status(token), status -> status == 401);
        refused(probe(issuer.token(person, LIFE)));
    }

    @Test
    void isVerifiedAgainWhenTheUserChanges() {
        String token = issuer.token(person, LIFE);
        probe(token).statusCode(200);
        directory.unlink("acme", person);
        probe(token).statusCode(200);
        access.sql("UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?", ada);

        Until.sees(() -> status(token), status -> status == 401);
    }

    @Test
    void fromBeforeTheUsersAccessEndedIsWorthNothingWhenItIsGivenBack() {
        directory.ended("acme", ada, 60);
        refused(probe(issuer.token(person, LIFE)));
    }

    @Test
    void fromAfterTheUsersAccessEndedIsGoodWhenItIsGivenBack() {
        directory.ended("acme", ada, -60);
        probe(issuer.token(person, LIFE)).statusCode(200);
    }

    @Test
    void ofAProviderThatIsNoLongerDeclaredIsRefusedWithinSecondsAlthoughItIsKnown() {
        String token = issuer.token(person, LIFE);
        probe(token).statusCode(200);
        given().auth()
                .oauth2(owner.token())
                .delete("/api/v1/acme/identityproviders/" + provider)
                .then()
                .statusCode(200);

        Until.sees(() -> status(token), status -> status == 401);
    }

    @Test
    void ofAProviderThatIsDeclaredOtherwiseIsVerifiedAgain() {
        String token = issuer.token(person, LIFE);
        probe(token).statusCode(200);
        apply("acme", owner, issuer.declaration(provider).replace("audience: gatehouse", "audience: other"))
                .statusCode(200);

        Until.sees(() -> status(token), status -> status == 401);
    }

    @Test
    void ofANewKeyIsGoodWithoutAnOutageAndOneOfAWithdrawnKeyIsNot() {
        probe(issuer.token(person, LIFE)).statusCode(200);
        KeyPair next = TokenForge.fresh(SigningAlgorithm.ES256);
        issuer.publish(TokenForge.jwk("k2", next.getPublic()));

        Until.sees(() -> status(issuer.token("k2", next, person, LIFE)), status -> status == 200);
        refused(probe(issuer.token(person, LIFE)));
    }

    @Test
    void isNotCondemnedWhileTheIssuerIsAwayAndAKnownOneGoesOn() {
        String known = issuer.token(person, LIFE);
        probe(known).statusCode(200);
        KeyPair next = TokenForge.fresh(SigningAlgorithm.ES256);
        String unknown = issuer.token("k2", next, person, LIFE);
        issuer.close();

        Until.sees(() -> status(unknown), status -> status == 503);
        probe(unknown)
                .statusCode(503)
                .header("Retry-After", "10")
                .contentType("application/problem+json")
                .body("code", equalTo("issuer_unavailable"));
        probe(known).statusCode(200);
        probe(issuer.token(person, LIFE)).statusCode(200);
    }

    @Test
    void isKnownNoLongerThanItLives() {
        // Within the skew of the clocks it is verified each time.
        String token = issuer.token(person, Duration.ofSeconds(1));
        probe(token).statusCode(200);
        directory.unlink("acme", person);

        Until.sees(() -> status(token), status -> status == 401);
    }

    @Test
    void bringsTheGroupsThatItNamesAndNoOthers() {
        String data = "data " + mark;
        apply("acme", owner, """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: of-%s}
                spec: {role: Owner, subjects: [{group: "idp:%s/%s"}]}
                """.formatted(provider, provider, data)).statusCode(200);

        get("acme", issuer.token(person, LIFE, "other", data), "jobs").statusCode(200);
        // Lists show what one may read: nothing without the group. Reading one thing is refused.
        get("acme", issuer.token(person, LIFE, "other"), "roles/none").statusCode(403);
        get("acme", issuer.token(person, LIFE, data), "roles/none").statusCode(404);
        get("acme", issuer.token(person, LIFE, data.toUpperCase(java.util.Locale.ROOT)), "roles/none")
                .statusCode(403);
    }

    @Test
    void startsWhatItsGroupsMayAndTheGroupsAreRecorded() {
        apply("acme", owner, """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: ns%1$s}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: ns%1$s, name: etl}
                spec: {run: {process: {command: ["true"]}}}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: ns%1$s, name: launchers}
                spec: {role: Launcher, subjects: [{group: "idp:%2$s/ops"}]}
                """.formatted(mark, provider)).statusCode(200);

        String execution = given().header("Authorization", "Bearer " + issuer.token(person, LIFE, "ops"))
                .contentType("application/json")
                .body("{\"job\": \"ns" + mark + "/etl\"}")
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(access.query(
                        "SELECT jsonb_array_length(q.body -> 'subject' -> 'groups') FROM question q JOIN execution e"
                                + " ON e.tenant = q.tenant AND e.decision_id = q.id WHERE e.id = ?::uuid",
                        execution))
                .as("the group, and whose word it is")
                .contains("2");
    }
}
