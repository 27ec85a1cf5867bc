package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.LinkedUsers.Link;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.sso.IdToken;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.IdentityProviders;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An access that ends while a login is under way opens no session at the epoch after it. */
@QuarkusTest
class SessionOpeningTest {
    @Inject
    TestAccess access;

    @Inject
    Sessions sessions;

    @Inject
    IdentityProviders providers;

    @Test
    void isAtTheEpochThatThePersonWasLinkedAt() throws IOException {
        var user = access.stranger("acme");
        var linked = new Link.One(user.subject(), 1, Optional.empty());
        var token = new IdToken(declared(), "p", List.of(), Instant.now(), "p", Optional.empty());
        var shown = new LoginAnswer.Shown(Optional.empty(), Optional.empty(), ClientKind.of(""));
        assertThat(sessions.open(token, linked, shown)).isPresent();

        access.sql("UPDATE subject SET epoch = epoch + 1 WHERE id = ?", user.subject());

        assertThat(sessions.open(token, linked, shown)).isEmpty();
    }

    private IdentityProvider declared() throws IOException {
        String name = "corp-" + UUID.randomUUID().toString().substring(24);
        try (var issuer = new FakeIssuer()) {
            RestAssured.given()
                    .auth()
                    .oauth2(access.account("acme", "Owner", "root").token())
                    .contentType("application/yaml")
                    .body(issuer.loginDeclaration(name).getBytes(StandardCharsets.UTF_8))
                    .post("/api/v1/acme/apply")
                    .then()
                    .statusCode(200);
        }
        return providers.of("acme").stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
