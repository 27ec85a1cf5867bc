package dev.gatehouse.gateway.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A browser's login as administrators see and end it. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class AdministeredLoginTest {
    @Inject
    TestAccess access;

    @Inject
    TestDirectory directory;

    private final String mark = UUID.randomUUID().toString().substring(24);
    private final String provider = "corp-" + mark;
    private final String person = "person-" + mark;
    private FakeIssuer issuer;
    private Browser browser;
    private UUID ada;

    @BeforeEach
    void declareTheProviderAndLinkAda() throws IOException {
        issuer = new FakeIssuer();
        browser = new Browser("acme", provider);
        Browser.apply(access.account("acme", "Owner", "root"), issuer.loginDeclaration(provider));
        ada = user("ada-" + mark);
        directory.link("acme", person, ada);
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private UUID user(String name) {
        UUID id = UUID.randomUUID();
        access.sql("INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'user', ?)", id, name);
        return id;
    }

    private Response page() {
        return browser.get("/account/acme");
    }

    private void logIn() {
        browser.logIn(issuer, person).then().statusCode(303);
        page().then().statusCode(200);
    }

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
        assertThat(access.query("""
                        SELECT convert_from(leaf, 'UTF8') FROM event
                         WHERE code = 'login.ended' AND convert_from(leaf, 'UTF8') LIKE '%' || ? || '%'""", session))
                .hasValueSatisfying(leaf -> assertThat(leaf).contains("access_ended"));
        asAdmin(admin).get("/api/v1/acme/subjects/" + ada).then().body("sessions", equalTo(List.of()));
    }

    private static RequestSpecification asAdmin(Account admin) {
        return given().header("Authorization", "Bearer " + admin.token());
    }
}
