package dev.gatehouse.gateway.proof;

import static dev.gatehouse.gateway.proof.RecordedExecutions.until;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import dev.gatehouse.audit.Checkpoint;
import dev.gatehouse.audit.LogVerifier;
import dev.gatehouse.audit.LogVerifierKey;
import dev.gatehouse.audit.ProvenLog;
import dev.gatehouse.audit.TileSource;
import dev.gatehouse.audit.Verification;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LogDoorTest {
    @Inject
    TestAccess access;

    @Inject
    RecordedExecutions executions;

    @Inject
    GatehouseConfig config;

    private TestAccess.Account auditor() {
        return access.account("acme", "Owner", "root");
    }

    private Checkpoint grown() {
        long before = size();
        executions.succeed("acme", executions.accepted("acme"));
        until(() -> size() >= before + 2);
        return Checkpoint.of(given().get("/audit/acme/checkpoint").asString());
    }

    private static long size() {
        var answer = given().get("/audit/acme/checkpoint");
        return answer.statusCode() == 200 ? Checkpoint.of(answer.asString()).size() : 0;
    }

    private static ValidatableResponse get(String token, String path) {
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }

    private static TileSource over(String token) {
        return path -> {
            var answer = given().header("Authorization", "Bearer " + token).get("/audit/acme/" + path);
            return answer.statusCode() == 200 ? Optional.of(answer.asByteArray()) : Optional.empty();
        };
    }

    @Test
    void theWholeLogOfARunningTenantHoldsAgainstThePinnedKeyOfTheHome() throws IOException {
        Checkpoint checkpoint = grown();
        var pinned = LogVerifierKey.parseAll(Files.readString(config.home().resolve("log.vkey")));

        var verification = new LogVerifier(over(auditor().token()), "acme", pinned).verify(Optional.<String>empty());

        assertThat(verification)
                .isInstanceOfSatisfying(
                        Verification.Valid.class,
                        valid -> assertThat(((ProvenLog) valid.proven())
                                        .checkpoint()
                                        .size())
                                .isGreaterThanOrEqualTo(checkpoint.size()));
    }

    @Test
    void checkpointAndHashesNeedNoTokenAndHashesAreCacheable() {
        Checkpoint checkpoint = grown();

        given().get("/audit/acme/checkpoint")
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .header("Cache-Control", "no-cache");
        byte[] tile = given().get("/audit/acme/tile/0/000.p/" + Math.min(255, checkpoint.size()))
                .then()
                .statusCode(200)
                .contentType("application/octet-stream")
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .extract()
                .asByteArray();
        assertThat(tile).hasSize((int) Math.min(255, checkpoint.size()) * 32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/nowhere/checkpoint",
                "/audit/nowhere/tile/0/000.p/1",
                "/audit/acme/tile/0/999",
                "/audit/acme/tile/0/000.p/0",
                "/audit/acme/tile/0/000.p/256",
                "/audit/acme/tile/0/0",
                "/audit/acme/tile/00/000.p/1",
                "/audit/acme/tile/64/000.p/1",
                "/audit/acme/tile/99999999999/000.p/1",
                "/audit/acme/tile/0/x999/x999/x999/x999/x999/999",
                "/audit/acme/tile/0/..%2f000.p/1",
                "/audit/acme/tile/x/000"
            })
    void aTileThatIsNotThereIsNotFound(String path) {
        grown();

        given().urlEncodingEnabled(false).get(path).then().statusCode(404).body("code", equalTo("not_found"));
    }

    @Test
    void entriesAndEventsNeedATokenThatMayReadTheLog() {
        grown();
        var stranger = access.stranger("acme");

        for (String path : new String[] {"/audit/acme/tile/entries/000.p/1", "/audit/acme/events"}) {
            given().get(path).then().statusCode(401);
            get(stranger.token(), path).statusCode(403).body("code", equalTo("forbidden"));
            get(auditor().token(), path).statusCode(200);
            get(auditor().token(), path.replace("acme", "globex")).statusCode(404);
        }
    }

    @Test
    void aBundleThatIsNotThereIsNotFound() {
        grown();
        var auditor = auditor();

        get(auditor.token(), "/audit/acme/tile/entries/999").statusCode(404);
        get(auditor.token(), "/audit/acme/tile/entries/nonsense").statusCode(404);
    }

    @Test
    void readingTheLogIsRecordedOnceForAStream() {
        grown();
        var auditor = auditor();

        get(auditor.token(), "/audit/acme/tile/entries/000.p/1").statusCode(200);
        get(auditor.token(), "/audit/acme/tile/entries/000.p/2").statusCode(200);
        get(auditor.token(), "/audit/acme/events").statusCode(200);

        assertThat(access.query("""
                        SELECT count(*) FROM event WHERE tenant = 'acme' AND code = 'log.exported'
                          AND convert_from(leaf, 'UTF8')::jsonb ->> 'actor' = ?""", auditor.subject().toString())).contains("2");
    }

    @Test
    void eventsAreFoundByExecutionCodeAndCommittedValue() {
        var execution = executions.succeed("acme", executions.accepted("acme"));
        var auditor = auditor();

        get(auditor.token(), "/audit/acme/events?execution=" + execution)
                .statusCode(200)
                .body("items", hasSize(2))
                .body("items[0].leaf.code", equalTo("execution.accepted"))
                .body("items[0].leaf.n", equalTo(1))
                .body("items[0].details.inputs.day", equalTo("2026-11-21"))
                .body("items[1].leaf.code", equalTo("execution.succeeded"));
        get(auditor.token(), "/audit/acme/events?execution=" + execution + "&contains=2026-11-21")
                .body("items", hasSize(1));
        get(auditor.token(), "/audit/acme/events?execution=" + execution + "&since=2026-01-01T00:00:00Z")
                .body("items", hasSize(2));
        get(auditor.token(), "/audit/acme/events?execution=" + execution + "&since=9000-01-01T00:00:00Z")
                .body("items", hasSize(0));
        get(auditor.token(), "/audit/acme/events?code=execution.succeeded")
                .body("items.size()", greaterThan(0))
                .body("items.leaf.code", everyItem(equalTo("execution.succeeded")));
    }

    @Test
    void eventsComeInPages() {
        var execution = executions.succeed("acme", executions.accepted("acme"));
        var auditor = auditor();

        String next = get(auditor.token(), "/audit/acme/events?limit=1&execution=" + execution)
                .body("items", hasSize(1))
                .extract()
                .path("next");

        get(auditor.token(), "/audit/acme/events?limit=1&execution=" + execution + "&after=" + next)
                .body("items[0].leaf.n", equalTo(2))
                .body("next", equalTo(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=x",
                "after=x",
                "execution=1-1-1-1-1",
                "contains=a%00b",
                "since=yesterday",
                "since=-1000-01-01T00:00:00Z",
                "since=%2B999999999-01-01T00:00:00Z"
            })
    void aParameterWithoutMeaningIsRefused(String query) {
        given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + auditor().token())
                .get("/audit/acme/events?" + query)
                .then()
                .statusCode(422)
                .body("code", equalTo("parameter_invalid"));
    }
}
