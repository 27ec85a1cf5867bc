package dev.gatehouse.gateway.oidc;

import static dev.gatehouse.gateway.oidc.OidcCalls.apply;
import static dev.gatehouse.gateway.oidc.OidcCalls.ask;
import static dev.gatehouse.gateway.oidc.OidcCalls.probe;
import static dev.gatehouse.gateway.oidc.OidcCalls.token;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.sso.TokenText;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One who acts as another: both are named in all that comes of it, and it ends with either. */
@QuarkusTest
class ImpersonationTest {
    @Inject
    TestAccess access;

    @Inject
    TestDirectory directory;

    private Account owner;
    private Account support;
    private Account ada;
    private String mark;

    @BeforeEach
    void people() {
        owner = access.account("acme", "Owner", "root");
        mark = owner.subject().toString().substring(24);
        role("support-" + mark, "subject:impersonate");
        role("reader-" + mark, "role:read\", \"role:write");
        role("worker-" + mark, "role:read\", \"namespace:read\", \"namespace:write");
        support = access.account("acme", "support-" + mark, "root");
        ada = access.account("acme", "worker-" + mark, "root");
    }

    private void role(String name, String permissions) {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["%s"]}
                """.formatted(name, permissions)).statusCode(200);
    }

    private static ValidatableResponse actAs(UUID target, String shown) {
        return exchange(Map.of("subject_token", shown, "requested_subject", target.toString()));
    }

    private static ValidatableResponse exchange(Map<String, String> more) {
        Map<String, String> form = new HashMap<>(
                Map.of("grant_type", OidcCalls.EXCHANGE, "subject_token_type", OidcCalls.TYPE + "access_token"));
        form.putAll(more);
        return ask(form);
    }

    private static void denied(ValidatableResponse answer) {
        answer.statusCode(400).body("error", equalTo("unauthorized_client"));
    }

    private static void invalid(ValidatableResponse answer) {
        answer.statusCode(400).body("error", equalTo("invalid_request"));
    }

    private ValidatableResponse namespace(String token, String name) {
        return apply(new Account("acme", ada.subject(), ada.name(), token), """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %s}
                spec: {}
                """.formatted(name));
    }

    private Optional<String> fact(String code, UUID actor, String fact) {
        return access.query("""
                SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> ? FROM event
                 WHERE tenant = 'acme' AND code = ? AND convert_from(leaf, 'UTF8')::jsonb ->> 'actor' = ?
                 ORDER BY at DESC, id DESC LIMIT 1""", fact, code, actor.toString());
    }

    @Test
    void whoMayActsAsTheOtherOne() {
        String shown = token(actAs(ada.subject(), support.token()));

        probe("acme", shown)
                .statusCode(200)
                .body("subject", equalTo(ada.subject().toString()));
        var claims = TokenText.of(shown).orElseThrow().claims();
        assertThat(claims.path("sub").asText()).isEqualTo(ada.subject().toString());
        assertThat(claims.path("act").path("sub").asText())
                .isEqualTo(support.subject().toString());
        // With the other one's access, and no more.
        namespace(shown, "ns-" + mark).statusCode(200);
        given().auth().oauth2(shown).get("/api/v1/acme/roles/none").then().statusCode(404);
        given().auth()
                .oauth2(support.token())
                .get("/api/v1/acme/roles/none")
                .then()
                .statusCode(403);
    }

    @Test
    void whoMayNotDoesNot() {
        denied(actAs(support.subject(), ada.token()));
        denied(actAs(ada.subject(), access.stranger("acme").token()));
    }

    @Test
    void nobodyActsAsOneWhoMayGiveAccessUnlessItIsAnOwner() {
        denied(actAs(owner.subject(), support.token()));
        Account maker = access.account("acme", "reader-" + mark, "root");
        denied(actAs(maker.subject(), support.token()));

        token(actAs(maker.subject(), owner.token()));
        token(actAs(access.account("acme", "Owner", "root").subject(), owner.token()));
    }

    @Test
    void nobodyActsAsOneselfOrAsOneWhoHasEndedOrWhomThereIsNot() {
        denied(actAs(owner.subject(), owner.token()));
        denied(actAs(UUID.randomUUID(), owner.token()));
        access.end(ada);
        denied(actAs(ada.subject(), owner.token()));
    }

    @Test
    void nobodyActsAcrossTenants() {
        Account foreign = access.account("globex", "Launcher", "root");
        denied(actAs(foreign.subject(), owner.token()));
        invalid(actAs(ada.subject(), access.account("globex", "Owner", "root").token()));
    }

    @Test
    void aRequestThatSaysTooLittleOrTooMuchIsRefused() {
        invalid(actAs(ada.subject(), "gha_000000000000000000000000000000000000"));
        invalid(exchange(Map.of("requested_subject", ada.subject().toString())));
        invalid(exchange(Map.of("subject_token", owner.token(), "requested_subject", "ada")));
        invalid(exchange(Map.of(
                "subject_token", owner.token(),
                "requested_subject", ada.subject().toString(),
                "actor_token", owner.token())));
        invalid(exchange(Map.of(
                "subject_token", owner.token(),
                "requested_subject", ada.subject().toString(),
                "requested_token_type", OidcCalls.TYPE + "refresh_token")));
    }

    @Test
    void bothAreNamedInEventsAndQuestions() {
        String shown = token(actAs(ada.subject(), support.token()));
        assertThat(fact("impersonation.started", support.subject(), "subject"))
                .contains(ada.subject().toString());

        namespace(shown, "ns-" + mark).statusCode(200);
        given().auth().oauth2(shown).delete("/api/v1/acme/roles/none").then().statusCode(403);

        assertThat(fact("resource.applied", ada.subject(), "impersonator"))
                .contains(support.subject().toString());
        assertThat(fact("access.denied", ada.subject(), "impersonator"))
                .contains(support.subject().toString());
        for (String outcome : new String[] {"allow", "deny"}) {
            assertThat(access.query(
                            "SELECT body ->> 'impersonator' FROM question WHERE subject_id = ? AND outcome = ?"
                                    + " ORDER BY at DESC LIMIT 1",
                            ada.subject(),
                            outcome))
                    .contains(support.subject().toString());
        }
        // Her own acts are hers alone.
        namespace(ada.token(), "own-" + mark).statusCode(200);
        assertThat(fact("resource.applied", ada.subject(), "impersonator")).isEmpty();
    }

    @Test
    void whoActsAsAnotherGivesNobodyAccess() {
        Account maker = access.account("acme", "Owner", "root");
        String shown = token(actAs(maker.subject(), owner.token()));

        given().auth()
                .oauth2(shown)
                .contentType("application/json")
                .body("{\"expires\": \"PT1H\"}")
                .post("/api/v1/acme/tokens/own")
                .then()
                .statusCode(403);
        apply(new Account("acme", maker.subject(), maker.name(), shown), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: more-%s}
                spec: {permissions: ["job:read"]}
                """.formatted(mark))
                .statusCode(403);
        denied(actAs(ada.subject(), shown));
        denied(actAs(owner.subject(), shown));
    }

    @Test
    void aTokenWithAScopeLeavesNoOthersAccess() {
        String narrow = given().auth()
                .oauth2(owner.token())
                .contentType("application/json")
                .body("{\"expires\": \"PT1H\", \"permissions\": [\"subject:impersonate\"]}")
                .post("/api/v1/acme/tokens/own")
                .then()
                .statusCode(201)
                .extract()
                .path("token");

        denied(actAs(ada.subject(), narrow));
    }

    @Test
    void itEndsWithTheAccessOfTheOtherOne() {
        String shown = token(actAs(ada.subject(), support.token()));
        probe("acme", shown).statusCode(200);

        access.sql("UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?", ada.subject());

        Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 401);
    }

    @Test
    void itEndsWithTheAccessOfWhoActs() {
        String shown = token(actAs(ada.subject(), support.token()));
        probe("acme", shown).statusCode(200);

        access.sql("UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?", support.subject());

        Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 401);
        String again = token(actAs(ada.subject(), support.token()));
        probe("acme", again).statusCode(200);
        access.end(support);
        probe("acme", again).statusCode(401);
    }

    @Test
    void itEndsWithThePermissionOfWhoActs() {
        String shown = token(actAs(ada.subject(), support.token()));
        role("other-" + mark, "subject:impersonate");
        probe("acme", shown).statusCode(200);

        role("support-" + mark, "role:read");

        Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 401);
        probe("acme", support.token()).statusCode(200);
        probe("acme", ada.token()).statusCode(200);
        role("support-" + mark, "subject:impersonate");
        Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 200);
    }

    @Test
    void itEndsWhenTheOtherOneMayGiveAccessAndWhoActsMayNot() {
        String shown = token(actAs(ada.subject(), support.token()));
        probe("acme", shown).statusCode(200);

        role("worker-" + mark, "role:read\", \"role:write");

        Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 401);
    }

    @Test
    void itRestsOnTheGroupsThatTheTokenOfWhoActsNamed() throws IOException {
        try (var issuer = new FakeIssuer()) {
            String provider = helpersMayActAsOthers(issuer);
            denied(actAs(ada.subject(), issuer.token("bob-" + mark, Duration.ofMinutes(5), "others")));

            String shown =
                    token(actAs(ada.subject(), issuer.token("bob-" + mark, Duration.ofMinutes(5), "helpers", "x")));

            probe("acme", shown).statusCode(200);
            apply(owner, binding(provider, "reader-" + mark)).statusCode(200);
            Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 401);
            apply(owner, binding(provider, "support-" + mark)).statusCode(200);
            Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 200);
            try (var other = new FakeIssuer()) {
                apply(owner, other.declaration(provider)).statusCode(200);
                Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 401);
            }
        }
    }

    @Test
    void itNamesAHundredGroupsAndNoMore() throws IOException {
        try (var issuer = new FakeIssuer()) {
            helpersMayActAsOthers(issuer);

            token(actAs(ada.subject(), issuer.token("bob-" + mark, Duration.ofMinutes(5), helpersAndOthers(99))));
            denied(actAs(ada.subject(), issuer.token("bob-" + mark, Duration.ofMinutes(5), helpersAndOthers(100))));
        }
    }

    /** By the groups of the tokens of that issuer, where Bob is; its name here. */
    private String helpersMayActAsOthers(FakeIssuer issuer) {
        String provider = "corp-" + mark;
        apply(owner, issuer.declaration(provider)).statusCode(200);
        apply(owner, binding(provider, "support-" + mark)).statusCode(200);
        UUID bob = UUID.randomUUID();
        access.sql("INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'user', ?)", bob, "b-" + bob);
        directory.link("acme", "bob-" + mark, bob);
        return provider;
    }

    private static String[] helpersAndOthers(int others) {
        return Stream.concat(Stream.of("helpers"), IntStream.range(0, others).mapToObj(number -> "group-" + number))
                .toArray(String[]::new);
    }

    private String binding(String provider, String role) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: helpers-%s}
                spec: {role: %s, subjects: [{group: "idp:%s/helpers"}]}
                """.formatted(mark, role, provider);
    }

    /** A job of its own, and who may start it. */
    private Account launcher() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: job%1$s}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: job%1$s, name: etl}
                spec: {run: {process: {command: ["true"]}}}
                """.formatted(mark)).statusCode(200);
        return access.account("acme", "Launcher", "root");
    }

    private ValidatableResponse start(String shown) {
        return given().auth()
                .oauth2(shown)
                .contentType("application/json")
                .body("{\"job\": \"job" + mark + "/etl\"}")
                .post("/api/v1/acme/executions")
                .then();
    }

    @Test
    void itStartsNothingOnceTheBindingOfWhoActsIsDeleted() {
        Account launcher = launcher();
        String shown = token(actAs(launcher.subject(), support.token()));
        start(shown).statusCode(201);

        given().auth()
                .oauth2(owner.token())
                .delete("/api/v1/acme/rolebindings/root/of-" + support.subject())
                .then()
                .statusCode(200);
        long deleted = System.nanoTime();
        Until.sees(() -> probe("acme", shown).extract().statusCode(), status -> status == 401);

        assertThat(Duration.ofNanos(System.nanoTime() - deleted)).isLessThan(Duration.ofSeconds(2));
        start(shown).statusCode(401);
        denied(actAs(launcher.subject(), support.token()));
        assertThat(access.query("SELECT count(*) FROM execution WHERE subject_id = ?", launcher.subject()))
                .contains("1");
        start(launcher.token()).statusCode(201);
    }

    @Test
    void whatItStartsIsRecordedWithBoth() {
        Account launcher = launcher();
        String shown = token(actAs(launcher.subject(), support.token()));

        start(shown).statusCode(201);

        assertThat(fact("execution.accepted", launcher.subject(), "impersonator"))
                .contains(support.subject().toString());
        assertThat(access.query(
                        "SELECT body -> 'subject' ->> 'impersonator' FROM question WHERE subject_id = ?"
                                + " AND act = 'execution:create'",
                        launcher.subject()))
                .contains(support.subject().toString());
    }
}
