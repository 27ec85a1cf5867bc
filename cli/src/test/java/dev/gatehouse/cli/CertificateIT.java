package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a certificate: what it speaks, whom its clients believe, and how the certificate is replaced. */
class CertificateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void theWholePathRunsOverHttpsAndACertificateIsReplacedWhileItRuns() throws Exception {
        Certificates first = Certificates.make(folder, "first", "ip:127.0.0.1");
        Certificates second = Certificates.make(folder, "second", "ip:127.0.0.1");
        Path certificate = Files.copy(first.certificate(), folder.resolve("doors.crt"));
        Path key = Files.copy(first.key(), folder.resolve("doors.key"));
        Path ca = folder.resolve("ca.crt");
        Files.writeString(ca, Files.readString(first.certificate()) + Files.readString(second.certificate()));
        try (var installation = Installation.inNewHome()) {
            String settings =
                    "GATEHOUSE_TLS_CERTIFICATE_FILE='%s' GATEHOUSE_TLS_KEY_FILE='%s' GATEHOUSE_TLS_RELOAD=PT0.5S"
                                    .formatted(certificate, key)
                            + " GATEHOUSE_CA_FILE='%s' GATEHOUSE_HOST=0.0.0.0 ".formatted(ca);
            CommandRun up = installation.shell(settings + "'" + Clone.ROOT + "/gatehouse' up --detach", folder);

            assertThat(up.exit()).as(up.err()).isZero();
            assertThat(up.out()).contains("ready  https://127.0.0.1:" + installation.port());
            CommandRun run = Installation.shell(up.out().lines().toList().getLast());
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(shown(installation)).isEqualTo(parsed(first));

            CommandRun strange = installation.shell(
                    "'%s/gatehouse' get jobs --ca-file '%s'".formatted(Clone.ROOT, second.certificate()), folder);
            assertThat(strange.exit()).isEqualTo(4);
            assertThat(strange.err()).contains("no trust in the certificate");
            CommandRun plain = installation.shell(
                    "'%s/gatehouse' get jobs --url http://127.0.0.1:%d --tenant demo"
                            .formatted(Clone.ROOT, installation.port()),
                    folder);
            assertThat(plain.exit()).isEqualTo(4);

            replace(second.certificate(), certificate);
            String page = "http://127.0.0.1:" + (installation.port() + 1) + "/q/health/ready";
            Installation.until(
                    "the half of a pair is refused",
                    PATIENCE,
                    () -> ready(installation, page).contains("the key is not the certificate's"));
            assertThat(shown(installation)).isEqualTo(parsed(first));

            replace(second.key(), key);
            Installation.until("the second certificate is shown", PATIENCE, () -> shows(installation, parsed(second)));
            assertThat(installation.gatehouse("get", "jobs").exit()).isZero();
            assertThat(ready(installation, page)).doesNotContain("refused");
            assertThat(installation.read(installation.home().resolve("log/gateway.log")))
                    .contains("The new certificate is refused and the one before stays");
        }
    }

    @Test
    void anAddressThatOthersReachNeedsACertificateOrAWordForIt() throws IOException {
        try (var installation = Installation.inNewHome()) {
            String gatehouse = "'" + Clone.ROOT + "/gatehouse' up --detach";

            CommandRun refused = installation.shell("GATEHOUSE_HOST=0.0.0.0 " + gatehouse, folder);

            assertThat(refused.exit()).isEqualTo(4);
            assertThat(refused.err()).contains("gatehouse.host is 0.0.0.0").contains("gatehouse.unsafe-plain-http");
            assertThat(Processes.under(installation.home())).isEmpty();

            CommandRun allowed =
                    installation.shell("GATEHOUSE_HOST=0.0.0.0 GATEHOUSE_UNSAFE_PLAIN_HTTP=true " + gatehouse, folder);

            assertThat(allowed.exit()).as(allowed.err()).isZero();
            assertThat(ready(installation, "http://127.0.0.1:" + (installation.port() + 1) + "/q/health/ready"))
                    .contains("\"gatehouse.unsafe-plain-http\"");
            assertThat(installation.read(installation.home().resolve("log/gateway.log")))
                    .contains("Unsafe, and allowed by the operator: gatehouse.unsafe-plain-http");
        }
    }

    @Test
    void healthAndMetricsLeaveTheMachineUnderTheCertificateOnly() throws IOException {
        Certificates made = Certificates.make(folder, "doors", "ip:127.0.0.1");
        try (var installation = Installation.inNewHome()) {
            String settings = "GATEHOUSE_TLS_CERTIFICATE_FILE='%s' GATEHOUSE_TLS_KEY_FILE='%s' GATEHOUSE_CA_FILE='%s'"
                            .formatted(made.certificate(), made.key(), made.certificate())
                    + " GATEHOUSE_MANAGEMENT_HOST=0.0.0.0 ";
            CommandRun up = installation.shell(settings + "'" + Clone.ROOT + "/gatehouse' up --detach", folder);

            assertThat(up.exit()).as(up.err()).isZero();
            assertThat(installation.gatehouse("status").exit()).isZero();
            String plain = "http://127.0.0.1:" + (installation.port() + 1) + "/q/health/ready";
            assertThat(installation.gatehouse("probe", plain).exit()).isEqualTo(4);
        }
    }

    private static String ready(Installation installation, String page) {
        var answer = installation.api().getAt(java.net.URI.create(page), 100_000);
        return new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void replace(Path with, Path file) throws IOException {
        Path beside = Files.copy(with, file.resolveSibling("new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static X509Certificate parsed(Certificates made) {
        try (var bytes = Files.newInputStream(made.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A handshake that is under way while the certificate is replaced may be cut off; the next one is not. */
    private static boolean shows(Installation installation, X509Certificate certificate) {
        try {
            return shown(installation).equals(certificate);
        } catch (SSLHandshakeException cut) {
            return false;
        }
    }

    /** The certificate that a new connection gets, by whomever it was issued. */
    private static X509Certificate shown(Installation installation) throws SSLHandshakeException {
        try {
            SSLContext any = SSLContext.getInstance("TLS");
            any.init(null, new TrustManager[] {new TrustsEverybody()}, null);
            try (var socket = (SSLSocket) any.getSocketFactory().createSocket("127.0.0.1", installation.port())) {
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        } catch (SSLHandshakeException cut) {
            throw cut;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** For looking at a certificate only. */
    private static final class TrustsEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
