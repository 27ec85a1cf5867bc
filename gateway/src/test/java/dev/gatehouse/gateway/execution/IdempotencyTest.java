package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class IdempotencyTest {
    @Inject
    Stage stage;

    @Inject
    SharedClaims claims;

    @Test
    void aRepeatGetsTheFirstAnswerAgainWhateverHappenedSince() {
        var scene = stage.scene();
        String first = post(scene.launcher(), "k1", Stage.body(scene.job()))
                .then()
                .statusCode(201)
                .extract()
                .asString();
        claims.claim(new ClaimCommand(stage.session(scene), 1));

        String reordered = "{ \"inputs\": {\"name\": \"Ada\"},   \"job\": \"%s\"}".formatted(scene.job());
        String again = post(scene.launcher(), "k1", reordered)
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(again).isEqualTo(first);
        assertThat(count(scene)).isEqualTo("1");
    }

    @Test
    void theSameKeyForAnotherRequestIsAConflict() {
        var scene = stage.scene();
        post(scene.launcher(), "k1", Stage.body(scene.job())).then().statusCode(201);

        post(scene.launcher(), "k1", Stage.body(scene.job()).replace("Ada", "Bob"))
                .then()
                .statusCode(409)
                .body("code", equalTo("idempotency_conflict"));

        assertThat(count(scene)).isEqualTo("1");
    }

    @Test
    void aKeyBelongsToItsSubject() {
        var scene = stage.scene();
        post(scene.launcher(), "k1", Stage.body(scene.job())).then().statusCode(201);

        post(scene.owner(), "k1", Stage.body(scene.job())).then().statusCode(201);
    }

    @Test
    void manyAtOnceWithTheSameKeyAreOneExecution() throws InterruptedException, ExecutionException {
        var scene = stage.scene();
        Callable<Response> post = () -> post(scene.launcher(), "k1", Stage.body(scene.job()));
        List<Integer> statuses = new ArrayList<>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Response> answer : threads.invokeAll(List.of(post, post, post, post, post, post))) {
                statuses.add(answer.get().statusCode());
            }
        }

        assertThat(statuses).containsExactlyInAnyOrder(201, 200, 200, 200, 200, 200);
        assertThat(count(scene)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "ünicode"})
    void aMalformedKeyIsRefused(String key) {
        var scene = stage.scene();

        post(scene.launcher(), key, Stage.body(scene.job()))
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_idempotency_key"));
    }

    @Test
    void aKeyOverItsLengthIsRefused() {
        var scene = stage.scene();

        post(scene.launcher(), "k".repeat(256), Stage.body(scene.job())).then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key:", "Idempotency-Key: k1\r\nIdempotency-Key: k2"})
    void aKeyThatIsNoneOrTwoIsRefusedInsteadOfOverlooked(String headers) throws IOException {
        var scene = stage.scene();
        String body = Stage.body(scene.job());

        String answer;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.getOutputStream()
                    .write(("POST /api/v1/acme/executions HTTP/1.1\r\nHost: gatehouse\r\nConnection: close\r\n"
                                    + "Authorization: Bearer "
                                    + scene.launcher().token()
                                    + "\r\nContent-Type: application/json\r\n" + headers + "\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("malformed_idempotency_key");
        assertThat(count(scene)).isEqualTo("0");
    }

    private String count(Stage.Scene scene) {
        return stage.query("SELECT count(*) FROM execution WHERE job_namespace = ?", scene.namespace())
                .orElseThrow();
    }

    private static Response post(TestAccess.Account account, String key, String body) {
        return Stage.as(account.token())
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/acme/executions");
    }
}
