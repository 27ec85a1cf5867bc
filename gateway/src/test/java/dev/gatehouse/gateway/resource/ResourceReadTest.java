package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.problem.RefusedText.withoutItsDecision;
import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResourceReadTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String place;

    @BeforeEach
    void ownerOfAFreshNamespace() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "");
    }

    @Test
    void anotherTenantsResourcesAreNotThere() {
        Account foreign = access.account("globex", "Owner", "root");

        given().auth().oauth2(foreign.token()).get("/api/v1/acme/jobs").then().statusCode(404);
        given().auth()
                .oauth2(foreign.token())
                .contentType("application/yaml")
                .body(namespace(place).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(404);
    }

    @Test
    void readingNeedsItsPermissionWhetherOrNotTheResourceExists() {
        apply(owner, manifest(namespace(place), secret(place, "db"))).statusCode(200);
        Account guest = access.stranger("acme");

        var there =
                get(guest, "secrets/" + place + "/db").statusCode(403).extract().asString();
        var missing =
                get(guest, "secrets/" + place + "/xx").statusCode(403).extract().asString();
        assertThat(withoutItsDecision(there)).isEqualTo(withoutItsDecision(missing));
        get(owner, "secrets/" + place + "/db").statusCode(200).body("spec.store", equalTo("embedded"));
        get(owner, "secrets/" + place + "/xx").statusCode(404);
    }

    @Test
    void listsComeInPagesOfWhatTheCallerMayRead() {
        apply(
                        owner,
                        manifest(
                                namespace(place + ".a"),
                                namespace(place + ".b"),
                                secret(place + ".a", "s1"),
                                secret(place + ".a", "s2"),
                                secret(place + ".b", "s3")))
                .statusCode(200);
        Account local = access.account("acme", "Owner", place + ".a");

        get(owner, "secrets/" + place + ".a?limit=1")
                .body("items.metadata.name", contains("s1"))
                .body("next", equalTo(place + ".a/s1"));
        get(owner, "secrets/" + place + ".a?limit=1&after=" + place + ".a/s1")
                .body("items.metadata.name", contains("s2"))
                .body("next", is((Object) null));
        get(local, "secrets").statusCode(200).body("items.metadata.namespace", everyItem(equalTo(place + ".a")));
        get(owner, "secrets?limit=1000").body("items.metadata.name", hasItem("s3"));
        get(local, "secrets/" + place + ".b").statusCode(403);
        get(owner, "secrets?limit=0").statusCode(422);
        get(owner, "secrets?after=%00").statusCode(200);
    }

    @Test
    void thePlaceToGoOnFromNamesNothingThatTheCallerMayNotRead() {
        Account local = access.account("acme", "Owner", place + ".a");
        apply(
                        owner,
                        manifest(
                                namespace(place + ".a"),
                                namespace(place + ".b"),
                                namespace(place + ".c"),
                                secret(place + ".a", "s1"),
                                secret(place + ".b", "hidden"),
                                secret(place + ".c", "s3"),
                                """
                                apiVersion: gatehouse.dev/v1
                                kind: RoleBinding
                                metadata: {namespace: %s.c, name: local}
                                spec: {role: Owner, subjects: [{id: %s}]}
                                """.formatted(place, local.subject())))
                .statusCode(200);

        get(local, "secrets?limit=1").body("next", equalTo(place + ".a/s1"));
        get(local, "secrets?limit=1&after=" + place + ".a/s1").body("items.metadata.name", contains("s3"));
    }

    /** So that no page of large resources is more than the gateway's memory. */
    @Test
    void aPageOfLongOnesEndsBeforeItsLimitAndTheNextGoesOn() {
        String long_ = "x".repeat(200 * 1024);
        apply(owner, manifest(namespace(place), ResourceCalls.group(place))).statusCode(200);
        for (int i = 10; i < 34; i++) {
            apply(owner, """
                    apiVersion: gatehouse.dev/v1
                    kind: Job
                    metadata: {namespace: %s, name: j%d}
                    spec: {workerGroup: %s, run: {process: {command: ["true"], files: {long.txt: {text: %s}}}}}
                    """.formatted(place, i, place, long_)).statusCode(200);
        }

        var first = get(owner, "jobs/" + place + "?limit=1000").statusCode(200).extract();
        String next = first.path("next");
        var second = get(owner, "jobs/" + place + "?limit=1000&after=" + next)
                .statusCode(200)
                .body("next", is((Object) null))
                .extract();

        List<String> names = new ArrayList<>(first.<List<String>>path("items.metadata.name"));
        assertThat(names).hasSizeBetween(20, 23);
        names.addAll(second.<List<String>>path("items.metadata.name"));
        assertThat(names)
                .isEqualTo(IntStream.range(10, 34).mapToObj(i -> "j" + i).toList());
        names.forEach(name ->
                ResourceCalls.delete(owner, "jobs/" + place + "/" + name).statusCode(200));
    }

    @Test
    void pathsOutOfShapeAreNotFound() {
        get(owner, "jobs/NOT_A_NAMESPACE").statusCode(404);
        get(owner, "jobs/a/%00").statusCode(not(500));
        get(owner, "roles/a/b").statusCode(404);
        get(owner, "roles/nobody").statusCode(404);
    }
}
