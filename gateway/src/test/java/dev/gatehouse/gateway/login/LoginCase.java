package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.sso.FakeIssuer;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of logins begin with: a provider of its own that is declared, a person there who is Ada here, and a browser. */
abstract class LoginCase {
    @Inject
    TestAccess access;

    @Inject
    TestDirectory directory;

    final String mark = UUID.randomUUID().toString().substring(24);
    final String provider = "corp-" + mark;
    final String person = "person-" + mark;
    FakeIssuer issuer;
    Browser browser;
    UUID ada;

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

    UUID user(String name) {
        UUID id = UUID.randomUUID();
        access.sql("INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'user', ?)", id, name);
        return id;
    }

    Response page() {
        return browser.get("/account/acme");
    }

    void logIn() {
        browser.logIn(issuer, person).then().statusCode(303);
        page().then().statusCode(200);
    }
}
