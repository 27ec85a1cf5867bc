package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access tokens of a real Keycloak at the dispatch door, for users that SCIM has provisioned. */
class KeycloakIT {
    private static final String JOB = "{\"job\": \"demo.weather/quick\"}";

    @TempDir
    static Path folder;

    private static KeycloakStage stage;
    private static Installation installation;
    private static KeycloakServer keycloak;

    @BeforeAll
    static void start() throws IOException {
        stage = KeycloakStage.startedIn(folder);
        installation = stage.installation();
        keycloak = stage.keycloak();
    }

    @AfterEach
    void mend() {
        keycloak.link().mend();
    }

    @AfterAll
    static void stop() throws IOException {
        stage.close();
    }

    private static int submit(String token) {
        return installation
                .api(token)
                .post("executions", Installation.parse(JOB))
                .status();
    }

    private static String adas() {
        return keycloak.accessToken("ada", "analytical-engine");
    }

    @Test
    void aProvisionedUserStartsWhatTheGroupsOfTheTokenMay() {
        Answer answer = installation.api(adas()).post("executions", Installation.parse(JOB));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        String execution = answer.json().path("id").asText();
        Installation.until(
                "the execution succeeds",
                () -> installation
                        .api(adas())
                        .get("executions/" + execution)
                        .json()
                        .path("state")
                        .asText()
                        .equals("SUCCEEDED"));
    }

    @Test
    void aUserOfAnotherGroupIsDeniedAndWhoWasNotProvisionedIsNobody() {
        assertThat(submit(keycloak.accessToken("grace", "nanoseconds"))).isEqualTo(403);
        assertThat(submit(keycloak.accessToken("mallory", "man-in-the-middle"))).isEqualTo(401);
    }

    @Test
    void noRequestFailsWhileKeysAreRotated() throws InterruptedException {
        var tokens = new ConcurrentLinkedQueue<>(List.of(adas()));
        var failed = new ConcurrentLinkedQueue<Integer>();
        var done = new AtomicInteger();
        var over = new AtomicBoolean();
        List<Thread> load = List.of(
                Thread.startVirtualThread(() -> loadUntil(over, tokens, failed, done)),
                Thread.startVirtualThread(() -> loadUntil(over, tokens, failed, done)));
        for (int rotation = 1; rotation <= 3; rotation++) {
            keycloak.rotateKeys();
            // Of the new key; the old ones stay good beside it.
            tokens.add(adas());
            int before = done.get();
            Installation.until("requests go on", () -> done.get() >= before + 10);
        }
        over.set(true);
        for (Thread thread : load) {
            thread.join();
        }

        assertThat(failed).isEmpty();
        assertThat(tokens.stream().map(KeycloakIT::keyId).distinct()).hasSize(4);
    }

    private static void loadUntil(AtomicBoolean over, Queue<String> tokens, Queue<Integer> failed, AtomicInteger done) {
        while (!over.get()) {
            for (String token : tokens) {
                int status = installation
                        .api(token)
                        .get("executions?namespace=demo.weather")
                        .status();
                if (status != 200) {
                    failed.add(status);
                }
                done.incrementAndGet();
            }
        }
    }

    private static String keyId(String token) {
        String header = token.substring(0, token.indexOf('.'));
        byte[] json = Base64.getUrlDecoder().decode(header);
        JsonNode parsed = Installation.parse(new String(json, StandardCharsets.UTF_8));
        return parsed.path("kid").asText();
    }

    @Test
    void whileTheProviderIsAwayItsLastKeysCountAndNewOnesAreNotCondemned() {
        assertThat(submit(adas())).isEqualTo(201);
        String neverShown = adas();
        keycloak.rotateKeys();
        String ofANewKey = adas();
        keycloak.link().become(Link.Condition.CUT);

        assertThat(submit(neverShown)).isEqualTo(201);
        assertThat(submit(ofANewKey)).isEqualTo(503);
        keycloak.link().mend();
        Installation.until("the new key is known", () -> submit(ofANewKey) == 201);
    }

    @Test
    void aProviderThatDoesNotAnswerHoldsNobodyUpWhoseKeyIsKnown() {
        assertThat(submit(adas())).isEqualTo(201);
        String neverShown = adas();
        keycloak.rotateKeys();
        String ofANewKey = adas();
        keycloak.link().become(Link.Condition.FROZEN);
        Thread waiting = Thread.startVirtualThread(() -> submit(ofANewKey));

        long begun = System.nanoTime();
        assertThat(submit(neverShown)).isEqualTo(201);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(waiting.isAlive()).isTrue();
    }

    @Test
    void aUserWhomScimEndsIsRefusedWithinTwoSeconds() {
        String token = adas();
        assertThat(submit(token)).isEqualTo(201);

        stage.provisioning().activate("ada", false);

        long ended = System.nanoTime();
        Installation.until("ada is refused", Duration.ofSeconds(2), () -> submit(token) == 401);
        assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(Duration.ofSeconds(2));
        assertThat(submit(adas())).isEqualTo(401);
        stage.provisioning().activate("ada", true);
        Installation.until("ada is back", () -> submit(adas()) == 201);
    }
}
