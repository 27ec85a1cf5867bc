package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.delete;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecretStoreTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String place;
    private String store;

    @BeforeEach
    void aStoreWithItsCredential() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "").substring(12);
        store = "bao-" + place;
        apply(owner, manifest(namespace(place), namespace(place + ".data"), secret(place, "login"), store("")))
                .statusCode(200);
    }

    private String store(String more) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: SecretStore
                metadata: {name: %s}
                spec:
                  paths: ["kv/{tenant}/{namespace}/", "db/creds/{tenant}_"]
                  %s
                  vault:
                    address: https://127.0.0.1
                    login: {appRole: {roleId: gatehouse, secretId: %s/login}}
                    mounts: {kv: kv2}
                """.formatted(store, more, place);
    }

    private String lying(String namespace, String spec) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: %s, name: db}
                spec: %s
                """.formatted(namespace, spec);
    }

    private String at(String path) {
        return "{store: " + store + ", path: \"" + path + "\", key: password}";
    }

    @Test
    void isStoredWithAllThatCountsAndWithoutItsCredential() {
        get(owner, "secretstores/" + store)
                .statusCode(200)
                .body("spec.readOnly", equalTo(true))
                .body("spec.onUnavailable", equalTo("wait"))
                .body("spec.cacheFor", equalTo("PT0S"))
                .body("spec.vault.login.appRole.mount", equalTo("approle"))
                .body("spec.vault.login.appRole.secretId", equalTo(place + "/login"));
    }

    @Test
    void aSecretLiesWhereItsNamespacesSecretsMay() {
        apply(owner, lying(place, at("kv/acme/" + place + "/db"))).statusCode(200);

        get(owner, "secrets/" + place + "/db")
                .body("spec.store", equalTo(store))
                .body("spec.path", equalTo("kv/acme/" + place + "/db"))
                .body("spec.key", equalTo("password"));
    }

    @Test
    void aSecretLiesNowhereElse() {
        for (var path : new String[] {
            "kv/globex/" + place + "/db",
            "kv/acme/" + place + ".data/db",
            "kv/acme/other/db",
            "kv/acme/" + place + "/../other/db",
            "kv/acme/" + place,
            "sys/mounts"
        }) {
            apply(owner, lying(place, at(path)))
                    .statusCode(422)
                    .body("errors.pointer", hasItem("/spec/path"))
                    .body("errors.message", hasItem(containsString("may not lie there")));
        }
    }

    @Test
    void theSpecNamesAPathWhereTheStoreNeedsOneAndNoneWhereItHasOne() {
        refused(lying(place, "{store: " + store + "}"), "has a path");
        refused(lying(place, "{path: kv/acme/x}"), "own name as its path");
        refused(lying(place, "{key: password}"), "holds one value");
        refused(lying(place, "{store: nowhere, path: kv/acme/x}"), "there is no such store");
        refused(lying(place, "{store: env, path: DB}"), "there is no such store");
    }

    @Test
    void anotherTenantNeitherSeesTheStoreNorNamesIt() {
        var foreign = access.account("globex", "Owner", "root");

        given().auth()
                .oauth2(foreign.token())
                .get("/api/v1/globex/secretstores/" + store)
                .then()
                .statusCode(404);
        as(foreign).get("/api/v1/acme/secretstores/" + store).then().statusCode(404);
        as(foreign).post("/api/v1/acme/secretstores/" + store + "/probe").then().statusCode(404);
        as(foreign)
                .post("/api/v1/globex/secretstores/" + store + "/probe")
                .then()
                .statusCode(404);
        given().auth()
                .oauth2(foreign.token())
                .contentType("application/yaml")
                .body(manifest(namespace(place), lying(place, at("kv/globex/" + place + "/db")))
                        .getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/globex/apply")
                .then()
                .statusCode(422)
                .body("errors.message", hasItem("there is no such store"));
    }

    @Test
    void whoMayNotUseTheCredentialSendsItNowhere() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: stores-%1$s}
                spec: {permissions: ["secretstore:write", "secretstore:read"]}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: stores-and-use-%1$s}
                spec: {permissions: ["secretstore:write", "secretstore:read", "secret:use"]}
                """.formatted(place)).statusCode(200);
        var declarer = access.account("acme", "stores-" + place, "root");
        var entitled = access.account("acme", "stores-and-use-" + place, "root");

        apply(declarer, store("description: theirs"))
                .statusCode(403)
                .body("errors.message", hasItem("not allowed: secret:use"));
        apply(entitled, store("description: theirs")).statusCode(200);
        apply(access.account("acme", "Developer", "root"), store("description: no"))
                .statusCode(403);
    }

    @Test
    void whoIsAskedAboutAJobsSecretIsAskedAboutTheStoreThatItLiesIn() {
        String job = """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: reader}
                spec: {run: {process: {command: ["true"], env: {DB: "${{ secrets.db }}"}}}}
                """.formatted(place);
        String secret = lying(place, at("kv/acme/" + place + "/db"));
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: authors-%s}
                spec: {permissions: ["job:write", "job:read", "secret:write", "secret:read"]}
                """.formatted(place)).statusCode(200);
        var together = access.account("acme", "authors-" + place, "root");
        var later = access.account("acme", "authors-" + place, "root");

        apply(together, manifest(secret, job)).statusCode(403);
        apply(owner, secret).statusCode(200);
        apply(later, job).statusCode(403);

        for (var author : List.of(together, later)) {
            assertThat(access.query(
                            "SELECT body FROM question WHERE subject_id = ? AND act = 'secret:use'", author.subject()))
                    .hasValueSatisfying(
                            question -> assertThat(question).contains("secret/" + store + "/" + place + "/db"));
        }
    }

    @Test
    void aStoreHoldsToWhatNoSchemaKnows() {
        refused(store("").replace(store, "embedded"), "give this one another name");
        refused(
                store("")
                        .replace(
                                "kind: SecretStore\nmetadata: {name: " + store,
                                "kind: SecretStore\nmetadata: {name: env"),
                "give this one another name");
        refused(store("").replace("/login}", "/nothing}"), "there is no embedded secret");
        refused(store("").replace("kv/{tenant}/{namespace}/", "kv/{tenant}"), "no beginning of paths");
        refused(store("cacheFor: PT2H"), "between PT0S and PT1H");
        refused(store("keepFor: P2D"), "between PT0S and PT24H");
        refused(
                store("").replace("https://127.0.0.1", "https://0177.0.0.1"),
                "host_malformed: write the host as a plain name");
        refused(store("").replace("{kv: kv2}", "{db: dynamic}"), "readOnly: false");
        refused(store("").replace("mounts:", "ca: nothing\n    mounts:"), "no certificates in PEM");
        refused(store("readOnly: false").replace("{kv: kv2}", "{db: dynamic}"), "needs a tokenRole");
        apply(owner, store("readOnly: false").replace("{kv: kv2}", "{db: dynamic}\n    tokenRole: runs"))
                .statusCode(200);
    }

    @Test
    void whatIsUsedStays() {
        apply(owner, lying(place, at("kv/acme/" + place + "/db"))).statusCode(200);

        delete(owner, "secretstores/" + store).statusCode(409).body("code", equalTo("secretstore_in_use"));
        delete(owner, "secrets/" + place + "/login").statusCode(409).body("code", equalTo("secret_in_use"));
        delete(owner, "secrets/" + place + "/db").statusCode(200);
        access.sql(
                "INSERT INTO secret_lease (tenant, execution_id, fence, store, server, accessor, expires_at)"
                        + " VALUES ('acme', gen_random_uuid(), 1, ?, 'here', 'a', now() + interval '1 hour')",
                store);
        delete(owner, "secretstores/" + store)
                .statusCode(409)
                .body("code", equalTo("secretstore_in_use"))
                .body("detail", containsString("for 1 start is not revoked yet"));
        access.sql("UPDATE secret_lease SET state = 'revoked', ended_at = now() WHERE store = ?", store);
        delete(owner, "secretstores/" + store).statusCode(200);
        delete(owner, "secrets/" + place + "/login").statusCode(200);
    }

    @Test
    void aLookAtAStoreSaysWhatHoldsAndWhatDoesNot() {
        probe(owner, store)
                .statusCode(200)
                .body("findings.check", hasItems("reachable", "login"))
                .body("findings.find { it.check == 'reachable' }.outcome", equalTo("fails"))
                .body("findings.find { it.check == 'reachable' }.problem", equalTo("unreachable"))
                .body("findings.find { it.check == 'reachable' }.advice", containsString("look whether the peer runs"));
        probe(owner, "embedded")
                .statusCode(200)
                .body("findings.find { it.check == 'reachable' }.outcome", equalTo("holds"))
                .body("findings.outcome", hasItem("not_promised"));
        probe(owner, "nowhere").statusCode(404);
        probe(access.account("acme", "Auditor", "root"), store).statusCode(403);
    }

    private static ValidatableResponse probe(Account by, String name) {
        return as(by).post("/api/v1/acme/secretstores/" + name + "/probe").then();
    }

    private void refused(String yaml, String message) {
        apply(owner, yaml).statusCode(422).body("errors.message", hasItem(containsString(message)));
    }
}
