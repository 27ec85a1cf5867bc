package dev.gatehouse.gateway.workers;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class DoorInputTest {
    private static final String DIGEST = "0".repeat(64);

    @Inject
    WorkerRows rows;

    private DoorWorker worker = new DoorWorker();

    @BeforeEach
    void register() {
        worker = new DoorWorker().registered(rows.joinToken("acme", "inputs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "renew", "claim", "start", "starts", "logs", "report", "reports"})
    void saysWhatItSpeaksToAWorkerThatDoesNotSay(String route) {
        given().contentType("application/json")
                .body("{}")
                .post("/worker/v1/" + route)
                .then()
                .statusCode(426)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:gatehouse:problem:protocol_unsupported"))
                .body("detail", containsString("Gatehouse-Protocol: 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "01", "1.0", "1, 2", "one"})
    void refusesAVersionThatItDoesNotSpeak(String version) {
        given().header("Gatehouse-Protocol", version)
                .get("/worker/v1/control")
                .then()
                .statusCode(426)
                .header("Gatehouse-Protocol", "1")
                .body("detail", containsString("Gatehouse-Protocol: 1"))
                .body("code", equalTo("protocol_unsupported"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "renew", "claim", "start", "starts", "logs", "report", "reports"})
    void refusesWhatIsNoJson(String route) {
        for (String body : new String[] {"", "{", "not json", "{} {}", "{\"a\":1,}", "{\"a\":1,\"a\":1}", "\u0000"}) {
            worker.shown()
                    .body(body)
                    .post("/worker/v1/" + route)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("code", equalTo("malformed_json"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "renew", "claim", "start", "starts", "logs", "report", "reports"})
    void refusesJsonOfAnotherShape(String route) {
        for (String body : new String[] {
            "null",
            "[]",
            "17",
            "\"text\"",
            "{\"max\":\"many\",\"session\":[],\"joinToken\":{},\"execution\":{}}",
            "{\"max\":0,\"execution\":\"" + "1".repeat(36) + "\",\"session\":null,\"chunks\":7,\"outcome\":\"WON\"}"
        }) {
            worker.shown()
                    .body(body)
                    .post("/worker/v1/" + route)
                    .then()
                    .statusCode(422)
                    .contentType("application/problem+json")
                    .body("code", equalTo("body_invalid"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "renew", "claim", "start", "starts", "logs", "report", "reports"})
    void refusesAnotherMediaType(String route) {
        worker.shown()
                .contentType("text/plain")
                .body("{}")
                .post("/worker/v1/" + route)
                .then()
                .statusCode(415);
    }

    @Test
    void refusesABodyOverItsLimit() {
        worker.shown()
                .body("{\"execution\":\"" + "x".repeat(2 * 1024 * 1024) + "\"}")
                .post("/worker/v1/report")
                .then()
                .statusCode(413)
                .body("code", equalTo("body_too_large"));
    }

    @ParameterizedTest
    @CsvSource({
        "name, '', ''",
        "name, 'a\u0000b', /name",
        "identityKey, short, /identityKey",
        "identityKey, '!!!!', /identityKey",
        "sessionKey, c2hvcnQ, /sessionKey",
        "signature, c2hvcnQ, /signature",
        "isolation, jail, ''"
    })
    void namesTheMemberOfARegistrationThatIsWrong(String member, String value, String pointer) {
        var stranger = new DoorWorker();
        var body = stranger.registration(rows.joinToken("acme", "inputs"), 1);
        body.put(member, value);

        stranger.register(body)
                .then()
                .statusCode(422)
                .body("code", equalTo("body_invalid"))
                .body("errors[0].pointer", equalTo(pointer));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L << 53, Long.MAX_VALUE})
    void refusesACounterThatCanonicalJsonCannotHold(long counter) {
        var stranger = new DoorWorker();

        stranger.register(stranger.registration(rows.joinToken("acme", "inputs"), counter))
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/counter"));
    }

    @Test
    void knowsNoExecutionThatNobodyLeased() {
        String unknown = UUID.randomUUID().toString();

        worker.shown()
                .body(Map.of("execution", unknown, "fence", 1, "attempt", 1, "chunks", java.util.List.of()))
                .post("/worker/v1/logs")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown_execution"));
        worker.shown()
                .body(report(unknown))
                .post("/worker/v1/report")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown_execution"));
    }

    private static Map<String, Object> report(String execution) {
        return new java.util.HashMap<>(Map.of(
                "execution",
                execution,
                "fence",
                1,
                "attempt",
                1,
                "outcome",
                "SUCCEEDED",
                "exitCode",
                0,
                "logChunks",
                0,
                "logDigest",
                DIGEST,
                "stopped",
                false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"x\\u0000y\"}", "{\"a\\u0000\":1}", "{\"a\":[{\"b\":\"\\ud800\"}]}"})
    void refusesOutputsThatNoDatabaseKeeps(String outputs) {
        String execution = UUID.randomUUID().toString();

        worker.shown()
                .body("{\"execution\":\"" + execution + "\",\"fence\":1,\"attempt\":1,\"outcome\":\"SUCCEEDED\","
                        + "\"logChunks\":0,\"logDigest\":\"" + DIGEST + "\",\"stopped\":false,\"outputs\":" + outputs
                        + "}")
                .post("/worker/v1/report")
                .then()
                .statusCode(422)
                .body("code", equalTo("body_invalid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "-1", "1e3", "99999999999999999999"})
    void refusesAWaitThatIsNoNumber(String wait) {
        worker.shown()
                .get("/worker/v1/control?waitMillis=" + wait)
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("waitMillis"));
    }

    @Test
    void hasNoOtherRoutes() {
        worker.shown().get("/worker/v1/sessions").then().statusCode(404);
        worker.shown().get("/worker/v1/claim").then().statusCode(405);
        worker.shown().body("{}").post("/worker/v2/claim").then().statusCode(404);
    }
}
