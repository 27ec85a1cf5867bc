package dev.gatehouse.gateway.secret;

import static dev.gatehouse.gateway.problem.RefusedText.withoutItsDecision;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.StoreAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecretValueEndpointTest {
    private static final String CANARY = "canary-7f3b-horse-staple";

    @Inject
    TestAccess access;

    @Inject
    EmbeddedStore store;

    @Test
    void aValueGetsInAndEachWritingIsANewVersion() {
        var owner = access.account("acme", "Owner", "root");
        String name = declare("embedded");

        put(owner, name, bytes("first value")).statusCode(204);
        put(owner, name, bytes("second value")).statusCode(204);

        assertThat(store.read("acme", "acme/acme.data/" + name))
                .isInstanceOfSatisfying(StoreAnswer.Found.class, found -> {
                    assertThat(found.version()).contains("2");
                    assertThat(found.values()
                                    .get("value")
                                    .<String>expose(value -> new String(value, StandardCharsets.UTF_8)))
                            .isEqualTo("second value");
                });
    }

    @Test
    void aBinaryValueComesBackByteForByte() {
        var owner = access.account("acme", "Owner", "root");
        String name = declare("embedded");
        byte[] value = {0, 1, 2, 3, 4, 5, 6, 7, -1, -2, 13, 10};

        put(owner, name, value).statusCode(204);

        assertThat(store.read("acme", "acme/acme.data/" + name))
                .isInstanceOfSatisfying(
                        StoreAnswer.Found.class,
                        found -> assertThat(found.values().get("value").<byte[]>expose(byte[]::clone))
                                .isEqualTo(value));
    }

    @Test
    void theValueIsInNoTableAndTheWritingIsAudited() {
        var owner = access.account("acme", "Owner", "root");
        String name = declare("embedded");

        put(owner, name, bytes(CANARY)).statusCode(204);

        String id = access.query("SELECT id FROM resource WHERE name = ?", name).orElseThrow();
        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE code = 'secret.written' AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%secret/" + id + "@1%"))
                .contains("1");
        assertThat(access.query("SELECT act FROM question WHERE subject_id = ?", owner.subject()))
                .contains("secret:manage");
        assertThat(access.tablesWith(CANARY)).isEmpty();
        assertThat(access.tablesWith(name)).as("the search finds what is there").contains("resource");
        assertThat(access.query(
                        "SELECT count(*) FROM secret_value WHERE position(convert_to(?, 'UTF8') in sealed) > 0",
                        CANARY))
                .contains("0");
    }

    @Test
    void aSecretThatIsNotDeclaredIsUnknownToOneWhoMayKnow() {
        var owner = access.account("acme", "Owner", "root");

        put(owner, "nowhere", bytes("long enough")).statusCode(404).body("code", equalTo("not_found"));
    }

    @Test
    void whoMayNotManageHearsTheSameWhetherTheSecretExists() {
        var launcher = access.account("acme", "Launcher", "root");
        String name = declare("embedded");

        String there = put(launcher, name, bytes("long enough"))
                .statusCode(403)
                .extract()
                .asString();
        String nowhere = put(launcher, "nowhere", bytes("long enough"))
                .statusCode(403)
                .extract()
                .asString();

        assertThat(withoutItsDecision(there)).isEqualTo(withoutItsDecision(nowhere));
        assertThat(access.query("SELECT count(*) FROM secret_value WHERE name = ?", name))
                .contains("0");
    }

    @Test
    void anOwnerOfAnotherNamespaceMayNotWrite() {
        var owner = access.account("acme", "Owner", "acme.prod");

        put(owner, declare("embedded"), bytes("long enough")).statusCode(403);
    }

    @Test
    void aValueThatIsTooShortOrTooLongIsRefused() {
        var owner = access.account("acme", "Owner", "root");
        String name = declare("embedded");

        put(owner, name, bytes("1234567")).statusCode(422).body("code", equalTo("secret_too_short"));
        put(owner, name, new byte[0]).statusCode(422).body("code", equalTo("secret_too_short"));
        put(owner, name, new byte[64 * 1024 + 1]).statusCode(422).body("code", equalTo("secret_too_long"));
        put(owner, name, new byte[64 * 1024]).statusCode(204);
        put(owner, name, bytes("12345678")).statusCode(204);
    }

    @Test
    void aSecretOfAnotherStoreTakesNoValueHere() {
        var owner = access.account("acme", "Owner", "root");

        put(owner, declare("vault"), bytes("long enough")).statusCode(409).body("code", equalTo("store_not_embedded"));
    }

    @Test
    void namesThatAreNoneAreUnknownAndOtherMediaTypesRefused() {
        var owner = access.account("acme", "Owner", "root");

        given().header("Authorization", "Bearer " + owner.token())
                .contentType("application/octet-stream")
                .body(bytes("long enough"))
                .put("/api/v1/acme/secrets/..bad../x/value")
                .then()
                .statusCode(404);
        put(owner, "No!Label", bytes("long enough")).statusCode(404);
        given().header("Authorization", "Bearer " + owner.token())
                .contentType("application/json")
                .body("\"long enough\"")
                .put("/api/v1/acme/secrets/acme.data/" + declare("embedded") + "/value")
                .then()
                .statusCode(415);
    }

    @Test
    void thereIsNoWayToReadAValue() {
        var owner = access.account("acme", "Owner", "root");

        given().header("Authorization", "Bearer " + owner.token())
                .get("/api/v1/acme/secrets/acme.data/" + declare("embedded") + "/value")
                .then()
                .statusCode(404);
    }

    private String declare(String kept) {
        String name = "s-" + UUID.randomUUID();
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES ('acme', 'secret', 'acme.data', ?, ?, 1, jsonb_build_object('store', ?::text), repeat('0', 64), ?)""", name, UUID.randomUUID(), kept, UUID.randomUUID());
        return name;
    }

    private static ValidatableResponse put(Account caller, String name, byte[] value) {
        return given().header("Authorization", "Bearer " + caller.token())
                .contentType("application/octet-stream")
                .body(value)
                .put("/api/v1/acme/secrets/acme.data/" + name + "/value")
                .then();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
