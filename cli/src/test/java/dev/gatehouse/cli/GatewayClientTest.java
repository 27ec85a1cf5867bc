package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatewayClientTest {
    private static GatewayClient client(Duration patience) {
        var world = new World(
                Path.of(""), Map.of(), System.in, System.out, System.err, InstantSource.system(), () -> CommandRun.ID);
        return new GatewayClient(
                URI.create("http://localhost"), "demo", Optional.empty(), world, Installation.trust(), patience);
    }

    private static ExitCode failure(GatewayClient client, String address) {
        return catchThrowableOfType(CommandFailure.class, () -> client.getAt(URI.create(address), 10))
                .exitCode();
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> beginsAnAnswer(server));

            assertThat(failure(client(Duration.ofMillis(300)), "http://127.0.0.1:" + server.getLocalPort() + "/x"))
                    .isEqualTo(ExitCode.UNAVAILABLE);
        }
    }

    private static void beginsAnAnswer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".getBytes(StandardCharsets.UTF_8));
            while (socket.getInputStream().read() >= 0) {
                // until the client gives up
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    @Test
    void anAnswerThatIsLargerThanWantedIsGivenUp() {
        try (var gateway = new FakeGateway()) {
            gateway.answers("GET /x", 200, "0123456789").answers("GET /x", 200, "0123456789a");

            assertThat(client(Duration.ofMinutes(1))
                            .getAt(URI.create(gateway.url() + "/x"), 10)
                            .text())
                    .isEqualTo("0123456789");
            assertThat(failure(client(Duration.ofMinutes(1)), gateway.url() + "/x"))
                    .isEqualTo(ExitCode.UNAVAILABLE);
        }
    }
}
