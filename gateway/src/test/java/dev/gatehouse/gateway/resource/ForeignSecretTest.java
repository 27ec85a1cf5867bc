package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The owner of one tenant tries every name by which a secret of another one might be meant. */
@QuarkusTest
class ForeignSecretTest {
    @Inject
    TestAccess access;

    private Account owner;
    private Account stranger;
    private String place;

    @BeforeEach
    void aSecretOfAcme() {
        owner = access.account("acme", "Owner", "root");
        stranger = access.account("globex", "Owner", "root");
        place = "f" + owner.subject().toString().replace("-", "").substring(12);
        apply(owner, manifest(namespace(place), secret(place, "db"))).statusCode(200);
        as(owner)
                .contentType("application/octet-stream")
                .body("correct-horse".getBytes(StandardCharsets.UTF_8))
                .put("/api/v1/acme/secrets/" + place + "/db/value")
                .then()
                .statusCode(204);
    }

    @Test
    void noRouteOfTheOtherTenantLeadsToIt() {
        String at = "secrets/" + place + "/db";
        for (String tenant : List.of("acme", "globex")) {
            String base = "/api/v1/" + tenant + "/" + at;
            as(stranger).get(base).then().statusCode(404);
            as(stranger).get(base + "/revisions").then().statusCode(404);
            as(stranger).delete(base).then().statusCode(404);
            as(stranger)
                    .contentType("application/octet-stream")
                    .body("another-horse".getBytes(StandardCharsets.UTF_8))
                    .put(base + "/value")
                    .then()
                    .statusCode(404);
        }
        as(stranger).get("/api/v1/acme/" + at + "/uses").then().statusCode(404);
        as(stranger)
                .get("/api/v1/globex/" + at + "/uses")
                .then()
                .statusCode(200)
                .body("items", empty());
        as(owner).get("/api/v1/acme/" + at).then().statusCode(200);
    }

    @Test
    void noPathTurnsIntoTheOtherTenants() {
        for (String path : List.of(
                "/api/v1/globex/../acme/secrets/" + place + "/db",
                "/api/v1/globex/%2e%2e/acme/secrets/" + place + "/db",
                "/api/v1/globex%2f..%2facme/secrets/" + place + "/db",
                "/api/v1/globex;acme/secrets/" + place + "/db",
                "/api/v1/ACME/secrets/" + place + "/db")) {
            assertThat(as(stranger).urlEncodingEnabled(false).get(path).statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
    }

    @Test
    void noJobOfTheOtherTenantNamesIt() {
        for (String name : List.of("db", place + "/db", "acme/" + place + "/db", "../acme/" + place + "/db")) {
            assertThat(applied(manifest(namespace(place), """
                                    apiVersion: gatehouse.dev/v1
                                    kind: Job
                                    metadata: {namespace: %s, name: thief}
                                    spec:
                                      run: {process: {command: ["true"], env: {TAKEN: "${{ secrets.%s }}"}}}
                                    """.formatted(place, name)))
                            .extract()
                            .statusCode())
                    .as(name)
                    .isEqualTo(422);
        }
    }

    @Test
    void noSecretOfTheOtherTenantLiesThere() {
        for (String spec : List.of(
                "{store: embedded, path: acme/" + place + "/db}",
                "{store: embedded, path: " + place + "/db}",
                "{store: embedded, path: ../acme/" + place + "/db}",
                "{store: acme/embedded}",
                "{store: ../acme/embedded}",
                "{store: env, path: ACME__DB}",
                "{store: file, path: ../acme/db}")) {
            assertThat(applied(manifest(namespace(place), """
                                    apiVersion: gatehouse.dev/v1
                                    kind: Secret
                                    metadata: {namespace: %s, name: db}
                                    spec: %s
                                    """.formatted(place, spec)))
                            .extract()
                            .statusCode())
                    .as(spec)
                    .isEqualTo(422);
        }
    }

    @Test
    void noStoreOfTheOtherTenantLogsInWithIt() {
        for (String credential : List.of(place + "/db", "acme/" + place + "/db", "../acme/" + place + "/db")) {
            assertThat(applied("""
                            apiVersion: gatehouse.dev/v1
                            kind: SecretStore
                            metadata: {name: s-%s}
                            spec:
                              paths: ["kv/{tenant}/"]
                              vault:
                                address: https://127.0.0.1
                                login: {appRole: {roleId: gatehouse, secretId: %s}}
                                mounts: {kv: kv2}
                            """.formatted(place, credential)).extract().statusCode())
                    .as(credential)
                    .isEqualTo(422);
        }
    }

    private ValidatableResponse applied(String yaml) {
        return as(stranger)
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/globex/apply")
                .then();
    }
}
