package dev.gatehouse.gateway.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.CrampedGateway;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A network from which too many bad tokens come, as it is answered. */
@QuarkusTest
@TestProfile(CrampedGateway.class)
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class TooManyFailuresTest {
    @Inject
    TestAccess access;

    @Inject
    TestDirectory directory;

    private static ValidatableResponse ask(String token) {
        return ask("acme", token, "192.0.2.7");
    }

    /** @param chain as the proxy on this machine, which is trusted, writes it */
    private static ValidatableResponse ask(String tenant, String token, String chain) {
        return given().header("X-Forwarded-For", chain)
                .header("Authorization", "Bearer " + token)
                .get("/api/v1/" + tenant + "/jobs")
                .then();
    }

    private static String unknown() {
        return ApiToken.next(new SecureRandom()).expose(Function.identity());
    }

    @Test
    void isAskedToWaitWhileGoodTokensThatAreKnownAreServedAndIsHeardAgainLater() {
        String known = access.account("acme", "Owner", "root").token();
        String notYetKnown = access.account("acme", "Owner", "root").token();
        Until.sees(() -> ask(known).extract().statusCode(), status -> status == 200);
        for (int i = 0; i < 3; i++) {
            ask(unknown()).statusCode(401);
        }

        ask(unknown())
                .statusCode(429)
                .header("Retry-After", "10")
                .contentType("application/problem+json")
                .body("code", equalTo("too_many_failures"));
        ask(notYetKnown).statusCode(429);
        ask(known).statusCode(200);

        Until.sees(() -> ask(notYetKnown).extract().statusCode(), status -> status == 200);
        ask(unknown()).statusCode(401);
    }

    @Test
    void harmsNoOtherNetworkBehindTheSameProxyAndNoOtherTenant() {
        String ours = access.account("acme", "Owner", "root").token();
        String theirs = access.account("globex", "Owner", "root").token();
        Until.sees(() -> ask("acme", unknown(), "203.0.113.7").extract().statusCode(), status -> status == 429);

        ask("acme", ours, "203.0.113.8").statusCode(429);
        ask("acme", ours, "198.51.100.7, 203.0.113.8").statusCode(429);
        assertThat(answered("globex", theirs, "203.0.113.8")).isEqualTo(200);
        assertThat(answered("acme", ours, "203.0.113.8, 198.51.100.7")).isEqualTo(200);
    }

    /** On a machine that is busy policy may be too old for a moment, which is no answer to the token. */
    private static int answered(String tenant, String token, String chain) {
        return Stream.generate(() -> ask(tenant, token, chain).extract().statusCode())
                .filter(status -> status != 503)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isStillHeardWithTokensThatAProviderSignedWithAKeyThatIsKnown() throws IOException {
        String mark = UUID.randomUUID().toString().substring(24);
        try (var issuer = new FakeIssuer()) {
            String owner = access.account("acme", "Owner", "root").token();
            given().header("X-Forwarded-For", "198.51.100.9")
                    .auth()
                    .oauth2(owner)
                    .contentType("application/yaml")
                    .body(issuer.declaration("corp-" + mark).getBytes(StandardCharsets.UTF_8))
                    .post("/api/v1/acme/apply")
                    .then()
                    .statusCode(200);
            UUID ada = UUID.randomUUID();
            access.sql(
                    "INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'user', ?)", ada, "user-" + ada);
            directory.link("acme", "ada-" + mark, ada);
            Until.sees(() -> ask("acme", unknown(), "203.0.114.7").extract().statusCode(), status -> status == 429);

            int before = issuer.asked();
            ask("acme", issuer.token("ada-" + mark, Duration.ofMinutes(5)), "203.0.114.8")
                    .statusCode(429)
                    .body("code", equalTo("too_many_failures"));
            assertThat(issuer.asked()).isEqualTo(before);
            ask("acme", issuer.token("ada-" + mark, Duration.ofMinutes(5)), "198.51.101.9")
                    .statusCode(403);
            assertThat(issuer.asked()).isGreaterThan(before);

            // Without a role she may not list jobs: that, and no 429, says that she was recognised.
            ask("acme", issuer.token("ada-" + mark, Duration.ofMinutes(5)), "203.0.114.8")
                    .statusCode(403);
            ask("acme", issuer.token("eve-" + mark, Duration.ofMinutes(5)), "203.0.114.8")
                    .statusCode(401);
        }
    }

    private static ValidatableResponse grant() {
        return given().formParams(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "00000000-0000-7000-8000-000000000000",
                        "client_secret",
                        "gss_000000000000000000000000000000000000"))
                .post("/oidc/acme/token")
                .then();
    }

    @Test
    void isAskedToWaitAtTheIssuersDoorToo() {
        Until.sees(() -> grant().extract().statusCode(), status -> status == 401);
        Until.sees(() -> grant().extract().statusCode(), status -> status == 429);

        grant().statusCode(429)
                .header("Retry-After", "10")
                .header("Cache-Control", "no-store")
                .body("error", equalTo("temporarily_unavailable"));
    }
}
