package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.key.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorsTest {
    @TempDir
    private Path folder;

    @Test
    void opensOnThisMachineWithoutACertificate() {
        assertThat(plain("127.0.0.1", "localhost", false)).isEmpty();
        assertThat(plain("::1", "127.0.0.1", false)).isEmpty();
    }

    @Test
    void staysClosedToOthersWithoutACertificate() {
        assertThatThrownBy(() -> plain("0.0.0.0", "127.0.0.1", false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.host is 0.0.0.0")
                .hasMessageContaining("gatehouse.tls.certificate-file")
                .hasMessageContaining("gatehouse.unsafe-plain-http");
        assertThatThrownBy(() -> plain("127.0.0.1", "0.0.0.0", false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.management-host");
    }

    @Test
    void opensToOthersInClearWhereThatIsNamedUnsafe() {
        assertThat(plain("0.0.0.0", "0.0.0.0", true)).isEmpty();
    }

    @Test
    void speaksHttpsOnlyUnderACertificate() {
        KeyPairFiles files = Certificates.make(folder, "one", 20);

        assertThat(under(files, "127.0.0.1"))
                .containsEntry("quarkus.http.insecure-requests", "disabled")
                .containsEntry("quarkus.http.ssl-port", "8443")
                .containsEntry("quarkus.http.tls-configuration-name", "gatehouse")
                .doesNotContainKey("quarkus.management.tls-configuration-name");
        assertThat(under(files, "0.0.0.0")).containsEntry("quarkus.management.tls-configuration-name", "gatehouse");
    }

    @Test
    void refusesACertificateWithoutAKey() {
        var doors = new Doors("0.0.0.0", "127.0.0.1", "8443", Optional.of(folder), Optional.empty(), true);

        assertThatThrownBy(() -> doors.properties(Instant.now()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.tls.key-file");
    }

    @Test
    void refusesFilesThatAreNoPair() throws IOException {
        KeyPairFiles one = Certificates.make(folder, "one", 20);
        KeyPairFiles other = Certificates.make(folder, "other", 20);
        KeyPairFiles old = Certificates.make(folder, "old", 5);
        Path text = Files.writeString(folder.resolve("text"), "no PEM");

        refuses(new KeyPairFiles(one.certificate(), other.key()), "the key is not the certificate's");
        refuses(old, "has expired");
        refuses(new KeyPairFiles(text, one.key()), "not a PEM certificate");
        refuses(new KeyPairFiles(one.certificate(), text), "not a PEM certificate");
        refuses(new KeyPairFiles(one.certificate(), folder.resolve("absent")), "cannot be read");
    }

    private void refuses(KeyPairFiles files, String because) {
        assertThatThrownBy(() -> under(files, "127.0.0.1"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(files.certificate().toString())
                .hasMessageContaining(because);
    }

    private static Map<String, String> plain(String host, String managementHost, boolean unsafe) {
        return new Doors(host, managementHost, "8080", Optional.empty(), Optional.empty(), unsafe)
                .properties(Instant.now());
    }

    private static Map<String, String> under(KeyPairFiles files, String managementHost) {
        return new Doors(
                        "0.0.0.0",
                        managementHost,
                        "8443",
                        Optional.of(files.certificate()),
                        Optional.of(files.key()),
                        false)
                .properties(Instant.now());
    }
}
