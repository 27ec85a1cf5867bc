package dev.gatehouse.gateway.token;

import static dev.gatehouse.gateway.problem.RefusedText.withoutItsDecision;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.WrapContext;
import dev.gatehouse.worker.JoinProof;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JoinTokenEndpointTest {
    @Inject
    TestAccess access;

    @Inject
    MasterKey masterKey;

    @Test
    void aJoinTokenIsShownOnceAndKeptAsAWrappedHash() {
        var owner = access.account("acme", "Owner", "root");
        String group = group();

        var made = create(owner, group)
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .extract();

        String[] parts = made.<String>path("token").split("\\.", -1);
        assertThat(Instant.parse(made.path("expiresAt")))
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(14)),
                        Instant.now().plus(Duration.ofMinutes(16)));
        String wrapped = access.query(
                        "SELECT encode(wrapped, 'hex') FROM join_token WHERE id = ?", UUID.fromString(parts[0]))
                .orElseThrow();
        assertThat(masterKey.unwrap(HexFormat.of().parseHex(wrapped), new WrapContext("acme", "join-token", parts[0])))
                .isEqualTo(JoinProof.key(parts[1]));
        assertThat(wrapped).doesNotContain(HexFormat.of().formatHex(JoinProof.key(parts[1])));
        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE code = 'join_token.created' AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%jointoken/" + parts[0] + "@1%"))
                .contains("1");
    }

    @Test
    void aGroupThatDoesNotExistIsUnknownToOneWhoMayKnow() {
        var owner = access.account("acme", "Owner", "root");

        create(owner, "nowhere").statusCode(404).body("code", equalTo("not_found"));
        create(owner, "No%20Label").statusCode(404);
    }

    @Test
    void whoMayNotRegisterWorkersHearsTheSameWhetherTheGroupExists() {
        var launcher = access.account("acme", "Launcher", "root");

        String there = create(launcher, group()).statusCode(403).extract().asString();
        String nowhere = create(launcher, "nowhere").statusCode(403).extract().asString();

        assertThat(withoutItsDecision(there)).isEqualTo(withoutItsDecision(nowhere));
    }

    private String group() {
        String name = "group-" + UUID.randomUUID();
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES ('acme', 'workergroup', 'root', ?, ?, 1, '{}', repeat('0', 64), ?)""", name, UUID.randomUUID(), UUID.randomUUID());
        return name;
    }

    private static ValidatableResponse create(Account caller, String group) {
        return given().header("Authorization", "Bearer " + caller.token())
                .urlEncodingEnabled(false)
                .post("/api/v1/acme/workergroups/" + group + "/join-tokens")
                .then();
    }
}
