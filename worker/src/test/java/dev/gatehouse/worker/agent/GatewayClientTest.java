package dev.gatehouse.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.StartRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long an answer may take. */
class GatewayClientTest {
    private static final byte[] GONE = "{\"outcome\":\"gone\",\"reason\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    private static final Duration IMPATIENT = Duration.ofMillis(500);
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final CountDownLatch rest = new CountDownLatch(1);
    private final HttpServer server;
    private final GatewayClient client;

    GatewayClientTest() throws IOException, NoSuchAlgorithmException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        client = new GatewayClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), SSLContext.getDefault());
    }

    @BeforeEach
    void open() {
        server.createContext(Protocol.START, this::inTwoParts);
        server.start();
    }

    @AfterEach
    void close() {
        rest.countDown();
        client.close();
        server.stop(0);
    }

    private void inTwoParts(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, GONE.length);
            exchange.getResponseBody().write(GONE, 0, 5);
            exchange.getResponseBody().flush();
            rest.await();
            exchange.getResponseBody().write(Arrays.copyOfRange(GONE, 5, GONE.length));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer<StartAnswer> start(Duration patience) {
        return client.post(Protocol.START, new StartRequest("e", 1), StartAnswer.class, Optional.empty(), patience);
    }

    @Test
    void anAnswerThatIsNotWholeInTimeIsNone() {
        Answer<StartAnswer> answer = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> start(IMPATIENT));

        assertThat(answer).isEqualTo(new Answer.Away<>("no answer in time"));
        assertThat(client.awaySeconds()).isPositive();
    }

    @Test
    void anAnswerThatIsWholeInTimeCounts() {
        rest.countDown();

        assertThat(start(PATIENT)).isEqualTo(new Answer.Ok<>(new StartAnswer.Gone("x")));
    }
}
