package dev.gatehouse.gateway.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProblemAnswersTest {
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void answersAnUnknownPathWithAProblem() {
        given().when()
                .get("/nowhere")
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("urn:gatehouse:problem:not_found"), "code", equalTo("not_found"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/%00/checkpoint",
                "/audit/ac%00me/tile/0/000",
                "/api/v1/acme/secrets/a/b%00/value",
                "/api/v1/acme/%00"
            })
    void answersANameThatNothingCanHaveAsAnUnknownPath(String path) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("not_found"));
    }

    @Test
    void answersAMethodThatAPathDoesNotKnowWithAProblem() {
        given().when()
                .delete("/")
                .then()
                .statusCode(405)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("method_not_allowed"));
    }

    @Test
    void refusesABodyOverItsLimitBeforeReadingIt() {
        given().contentType("application/json")
                .body(new byte[1024 * 1024 + 1])
                .when()
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(413)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("body_too_large"), "detail", not(containsString("Exception")));
    }

    @ParameterizedTest
    @CsvSource({"Accept, garbage, 406", "Accept, '', 406", "Content-Type, a/b/c, 415", "Content-Type, ;, 415"})
    void refusesAHeaderThatIsNoMediaType(String header, String value, int status) throws IOException {
        assertThat(exchange("GET / HTTP/1.1", "Host: gatehouse", header + ": " + value))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains(Problem.MEDIA_TYPE, "urn:gatehouse:problem:");
    }

    @Test
    void answersARequestWithoutAHostWithAProblem() throws IOException {
        assertThat(exchange("GET / HTTP/1.1"))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:gatehouse:problem:malformed_request");
    }

    @Test
    void refusesABodyOverItsLimitThatDoesNotAnnounceItsLength() throws IOException {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";

        assertThat(send(register("Transfer-Encoding: chunked\r\nConnection: close", chunk.repeat(17) + "0\r\n\r\n")))
                .startsWith("HTTP/1.1 413 ")
                .contains(Problem.MEDIA_TYPE, "urn:gatehouse:problem:body_too_large", "1048576 bytes");
    }

    @Test
    void readsABodyOfExactlyItsLimit() throws IOException {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";

        assertThat(send(register("Transfer-Encoding: chunked\r\nConnection: close", chunk.repeat(16) + "0\r\n\r\n")))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:gatehouse:problem:malformed_json");
    }

    @ParameterizedTest
    @CsvSource({"Transfer-Encoding: chunked, zz", "Content-Length: 100, {"})
    void aBodyThatDoesNotEndAsItSaidIsNoFaultInTheLog(String framing, String body) throws IOException {
        var faults = new ConcurrentLinkedQueue<LogRecord>();
        Logger log = Logger.getLogger("dev.gatehouse.gateway.problem.RouterProblems");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                faults.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        try {
            abandon(register(framing, body));
            // The next one is answered after the broken one was.
            given().get("/nowhere").then().statusCode(404);
        } finally {
            log.removeHandler(handler);
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void answersAProblemOnTheManagementPortToo() {
        given().get(management.resolve("/q/nowhere"))
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("not_found"));
    }

    private static String register(String framing, String body) {
        return String.join(
                "\r\n",
                "POST /worker/v1/register HTTP/1.1",
                "Host: gatehouse",
                "Gatehouse-Protocol: 1",
                "Content-Type: application/json",
                framing,
                "",
                body);
    }

    /** Sends a request without a body that no HTTP client would, and reads the answer to its end. */
    private static String exchange(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
    }

    private static String send(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends a request and nothing more, until the gateway has closed the connection too. */
    private static void abandon(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }
}
