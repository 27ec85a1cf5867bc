package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gatehouse.worker.TrustedCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a client of the gateway takes for the gateway: the same class serves the command line and the worker. */
class TrustTest {
    @TempDir
    private Path folder;

    private Certificates here;
    private HttpsServer server;

    @BeforeEach
    void serve() throws Exception {
        here = Certificates.make(folder, "here", "ip:127.0.0.1");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(here.store().toFile(), Certificates.PASSWORD), Certificates.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void whoWasIssuedByTheFilesCertificateIsBelieved() throws IOException {
        assertThat(get("127.0.0.1", here.certificate()).status()).isEqualTo(204);
    }

    @Test
    void whoWasIssuedByAnotherIsNot() throws IOException {
        Certificates other = Certificates.make(folder, "other", "ip:127.0.0.1");

        assertThatThrownBy(() -> get("127.0.0.1", other.certificate()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--ca-file");
    }

    @Test
    void whoIsAtAnotherAddressThanTheCertificatesIsNot() {
        assertThatThrownBy(() -> get("localhost", here.certificate()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("no trust in the certificate");
    }

    @Test
    void aFileWithoutACertificateIsNoCaFile() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "");

        assertThatThrownBy(() -> TrustedCa.context(Optional.of(empty))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TrustedCa.context(Optional.of(here.store()))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TrustedCa.context(Optional.of(folder.resolve("absent"))))
                .isInstanceOf(IOException.class);
    }

    private Answer get(String host, Path ca) throws IOException {
        URI url = URI.create("https://" + host + ":" + server.getAddress().getPort());
        var client =
                new GatewayClient(url, "demo", Optional.empty(), World.ofProcess(), TrustedCa.context(Optional.of(ca)));
        return client.get("jobs");
    }
}
