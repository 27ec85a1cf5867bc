package dev.gatehouse.gateway.workers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.way.Acme;
import dev.gatehouse.worker.IdentityKeys;
import dev.gatehouse.worker.JoinProof;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.RegistrationSignature;
import dev.gatehouse.worker.RenewalSignature;
import dev.gatehouse.worker.SessionKeys;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a worker of each version that is spoken says and hears, as it was recorded when the version was made. The files
 * are never changed: a worker that is out there does not change either. An answer may have more members than were
 * recorded, which workers ignore, but none less and none of another kind.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class RecordedConversationTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final IdentityKeys identity = IdentityKeys.ofSeed(seed());
    private final SessionKeys session = SessionKeys.generate();
    private final Map<String, String> words = new HashMap<>();
    private Optional<String> credential = Optional.empty();

    @Inject
    Acme acme;

    @Inject
    WorkerRows rows;

    @ParameterizedTest
    @MethodSource("dev.gatehouse.worker.Protocol#spoken")
    void goesAsItWasRecorded(String version) throws IOException {
        acme.open();
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: recorded}
                spec: {description: The worker of a recorded conversation}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: recorded}
                spec:
                  workerGroup: recorded
                  timeout: PT1M
                  inputs: {type: object, properties: {who: {type: string}}}
                  run:
                    process:
                      command: [greet, "${{ inputs.who }}"]
                      env: {WHO: "${{ inputs.who }}", FIXED: as it is}
                      files: {a.txt: {text: kept}}
                """);
        JoinTokenRow token = rows.joinToken("acme", "recorded");
        words.put("joinToken", token.id());
        words.put("identityKey", identity.publicKey());
        words.put("sessionKey", session.publicKey());
        words.put("registration", RegistrationSignature.make(identity, 1, session.publicKey()));
        words.put(
                "proof",
                JoinProof.make(JoinProof.key(token.secret()), token.id(), identity.publicKey(), session.publicKey()));
        words.put("execution", acme.submit("way/recorded", Map.of("who", "Ada")));

        for (JsonNode step : recorded(version)) {
            Response response = say(version, step);
            assertThat(response.statusCode())
                    .as(step + "\n" + response.asString())
                    .isEqualTo(step.path("status").asInt());
            assertThat(response.header(Protocol.HEADER)).isEqualTo(version);
            if (step.has("answer")) {
                hear(
                        step.path("answer"),
                        JSON.readTree(response.asByteArray()),
                        step.path("call").asText());
            }
        }
    }

    private Response say(String version, JsonNode step) {
        String call = step.path("call").asText();
        int space = call.indexOf(' ');
        var request = given().header(Protocol.HEADER, version).contentType(ContentType.JSON);
        credential.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        if (step.has("request")) {
            String body = step.path("request").toString();
            for (var word : words.entrySet()) {
                body = body.replace("<" + word.getKey() + ">", word.getValue());
            }
            request.body(body);
        }
        return request.request(call.substring(0, space), call.substring(space + 1));
    }

    private void hear(JsonNode wanted, JsonNode answered, String place) {
        if (wanted.isObject()) {
            assertThat(answered.isObject()).as(place).isTrue();
            wanted.properties().forEach(member -> {
                assertThat(answered.has(member.getKey()))
                        .as(place + " has " + member.getKey())
                        .isTrue();
                hear(member.getValue(), answered.path(member.getKey()), place + "." + member.getKey());
            });
        } else if (wanted.isArray()) {
            assertThat(answered.size()).as(place).isEqualTo(wanted.size());
            for (int i = 0; i < wanted.size(); i++) {
                hear(wanted.get(i), answered.get(i), place + "[" + i + "]");
            }
        } else {
            hearValue(wanted, answered, place);
        }
        remember(answered);
    }

    private void hearValue(JsonNode wanted, JsonNode answered, String place) {
        switch (wanted.asText()) {
            case "<number>" -> assertThat(answered.isIntegralNumber()).as(place).isTrue();
            case "<text>" -> assertThat(answered.isTextual()).as(place).isTrue();
            case "<uuid>" ->
                assertThat(answered.asText()).as(place).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            case "<execution>" -> assertThat(answered.asText()).as(place).isEqualTo(words.get("execution"));
            case String _ -> assertThat(answered).as(place).isEqualTo(wanted);
        }
    }

    /** What a worker needs for what it says next. */
    private void remember(JsonNode answered) {
        if (answered.has("credential")) {
            credential = Optional.of(answered.path("credential").asText());
        }
        if (answered.has("session")) {
            String id = answered.path("session").asText();
            words.put("session", id);
            words.put("renewal", RenewalSignature.make(identity, id, 1, session.publicKey()));
        }
    }

    private static JsonNode recorded(String version) throws IOException {
        try (InputStream file = RecordedConversationTest.class.getResourceAsStream("/protocol/" + version + ".json")) {
            assertThat(file)
                    .as("the recorded conversation of version " + version)
                    .isNotNull();
            return JSON.readTree(file);
        }
    }

    private static byte[] seed() {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        return seed;
    }
}
