package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has a credential of a SCIM client says who its people are: nobody makes one who does not hold what those have. */
@QuarkusTest
class ScimEscalationTest {
    private static final String TRUST =
            "{\"issuer\": \"https://idp.example\", \"audience\": \"gatehouse\", \"subject\": \"entra\"}";

    @Inject
    TestAccess access;

    private Account owner;
    private Account provisioner;
    private String client;
    private String group;
    private String ada;

    @BeforeEach
    void aClientWithPeople() {
        owner = access.account("acme", "Owner", "root");
        provisioner = access.account("acme", "ScimProvisioner", "root");
        ScimCalls scim = ScimCalls.newClient(access, "acme");
        client = access.query("SELECT name FROM scim_client WHERE id = ?", UUID.fromString(scim.client()))
                .orElseThrow();
        ada = scim.user("ada-" + UUID.randomUUID());
        group = scim.group("ops-" + UUID.randomUUID(), ada);
    }

    private void bind(String subject) {
        given().auth()
                .oauth2(owner.token())
                .contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: RoleBinding
                        metadata: {namespace: root, name: b-%s}
                        spec: {role: Viewer, subjects: [{id: %s}]}
                        """.formatted(UUID.randomUUID(), subject).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    private RequestSpecification by(Account who, String body) {
        return given().auth()
                .oauth2(who.token())
                .contentType("application/json")
                .body(body);
    }

    private ValidatableResponse token(Account who) {
        return by(who, "{}")
                .post("/api/v1/acme/scim-clients/" + client + "/tokens")
                .then();
    }

    private ValidatableResponse secret(Account who) {
        return by(who, "{}")
                .post("/api/v1/acme/scim-clients/" + client + "/secrets")
                .then();
    }

    private ValidatableResponse trust(Account who) {
        return by(who, TRUST)
                .put("/api/v1/acme/scim-clients/" + client + "/trust")
                .then();
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(403)
                .body(
                        "errors[0].message",
                        equalTo("not allowed: escalation: Nobody gives what they do not hold: execution:read, job:read,"
                                + " namespace:read and 1 more in root"));
    }

    @Test
    void aClientWhosePeopleHaveNothingIsTheProvisioners() {
        token(provisioner).statusCode(201);
        secret(provisioner).statusCode(201);
        trust(provisioner).statusCode(200);
        by(provisioner, "{\"name\": \"c-" + UUID.randomUUID() + "\"}")
                .post("/api/v1/acme/scim-clients")
                .then()
                .statusCode(201);
    }

    @Test
    void aClientWithABoundGroupIsForThoseWhoHoldWhatTheGroupHas() {
        bind(group);

        refused(token(provisioner));
        refused(secret(provisioner));
        refused(trust(provisioner));
        token(owner).statusCode(201);
        secret(owner).statusCode(201);
        trust(owner).statusCode(200);
        // Less trust gives nobody anything.
        by(provisioner, "")
                .delete("/api/v1/acme/scim-clients/" + client + "/trust")
                .then()
                .statusCode(204);
    }

    @Test
    void aClientWithABoundUserIsForThoseWhoHoldWhatTheUserHas() {
        bind(ada);

        refused(token(provisioner));
        refused(secret(provisioner));
        refused(trust(provisioner));
        token(owner).statusCode(201);
    }
}
