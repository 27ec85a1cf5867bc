package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Checkpoint;
import dev.gatehouse.audit.Hash;
import dev.gatehouse.audit.LogKey;
import dev.gatehouse.audit.LogVerifierKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();
    private final LogKey key = new FreshKey();

    @BeforeEach
    void pinTheKeyOfTwoTenants() throws IOException {
        Path home = Files.createDirectories(folder.resolve(".gatehouse"));
        Files.writeString(home.resolve("cli.json"), "{\"tenant\": \"demo\"}");
        Files.writeString(
                home.resolve("log.vkey"),
                LogVerifierKey.of("inst/demo", key) + "\n" + LogVerifierKey.of("inst/other", key) + "\n");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    /** The door of tenant demo shows a checkpoint over one leaf, and nothing below it. */
    private void shows(String origin) {
        Checkpoint checkpoint = new Checkpoint(origin, 1, Hash.of(new byte[32]));
        gateway.answers("GET /audit/demo/checkpoint", 200, "text/plain", checkpoint.sign(key));
    }

    private CommandRun verifyLog(String... more) {
        String[] arguments = {"audit", "verify", "--url", gateway.url()};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return CommandRun.of(folder, all);
    }

    @Test
    void aFileOfAnySizeGetsAnAnswer() throws IOException {
        try (var file = new RandomAccessFile(folder.resolve("r.json").toFile(), "rw")) {
            file.setLength(3L << 30);
        }

        assertThat(CommandRun.of(folder, "audit", "verify", "r.json"))
                .isEqualTo(new CommandRun(1, "INVALID   byte 16777216: larger than a receipt may be\n", ""));
    }

    @Test
    void entriesThatAreNotShownAreNoVerdict() {
        shows("inst/demo");

        assertThat(verifyLog())
                .isEqualTo(new CommandRun(
                        3,
                        "",
                        "gatehouse: tile/entries/000.p/1: HTTP 404: withheld, or the token is of another tenant\n"));
    }

    @Test
    void aPartThatIsRefusedOrCannotBeHadIsNamed() {
        shows("inst/demo");
        gateway.answers("GET /audit/demo/tile/entries/000.p/1", 403, "{\"code\": \"denied\"}")
                .answers("GET /audit/demo/tile/entries/000.p/1", 503, "{\"code\": \"database_unavailable\"}");

        assertThat(verifyLog()).isEqualTo(new CommandRun(3, "", "gatehouse: tile/entries/000.p/1: denied (403)\n"));
        assertThat(verifyLog())
                .isEqualTo(new CommandRun(4, "", "gatehouse: tile/entries/000.p/1: database_unavailable (503)\n"));
    }

    @Test
    void aLogThatIsNotThereIsNoProofOfAnything() {
        assertThat(verifyLog()).isEqualTo(new CommandRun(3, "", "gatehouse: checkpoint: HTTP 404\n"));
    }

    @Test
    void theLogOfAnotherTenantAtTheAddressIsFound() {
        shows("inst/other");

        assertThat(verifyLog()).isEqualTo(new CommandRun(1, "INVALID   checkpoint: of another log, inst/other\n", ""));
    }

    @Test
    void anAnchorThatIsNoFileIsWrongUsage() throws IOException {
        shows("inst/demo");
        Files.createDirectories(folder.resolve("anchor"));

        assertThat(verifyLog("--anchor", "anchor").exit()).isEqualTo(2);
    }

    private static final class FreshKey implements LogKey {
        private final KeyPair pair;

        FreshKey() {
            try {
                pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public byte[] publicKey() {
            byte[] encoded = pair.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        }

        @Override
        public byte[] sign(byte[] message) {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(pair.getPrivate());
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
