package dev.gatehouse.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
    private static final WrapContext HERE = new WrapContext("acme", "secret-value", "acme.data/db");
    private static final byte[] CLEAR = "correct horse".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path folder;

    @Test
    void opensWhatItSealedForTheSamePlace() {
        var key = MasterKey.create(folder.resolve("master.key"), random);

        byte[] wrapped = key.wrap(CLEAR, HERE);

        assertThat(key.unwrap(wrapped, HERE)).isEqualTo(CLEAR);
        assertThat(new String(wrapped, StandardCharsets.ISO_8859_1)).doesNotContain("horse");
    }

    @Test
    void refusesBytesThatWereMovedToAnotherTenantPurposeOrPath() {
        var key = MasterKey.create(folder.resolve("master.key"), random);
        byte[] wrapped = key.wrap(CLEAR, HERE);

        for (var elsewhere : new WrapContext[] {
            new WrapContext("other", HERE.purpose(), HERE.path()),
            new WrapContext(HERE.tenant(), "join-token", HERE.path()),
            new WrapContext(HERE.tenant(), HERE.purpose(), "acme.data/other"),
            new WrapContext("acmes", "ecret-value", HERE.path())
        }) {
            assertThatThrownBy(() -> key.unwrap(wrapped, elsewhere)).isInstanceOf(SecretException.CannotUnwrap.class);
        }
    }

    @Test
    void refusesChangedBytesAndAnotherKey() {
        var key = MasterKey.create(folder.resolve("master.key"), random);
        var other = MasterKey.create(folder.resolve("other.key"), random);
        byte[] wrapped = key.wrap(CLEAR, HERE);

        assertThatThrownBy(() -> other.unwrap(wrapped, HERE)).isInstanceOf(SecretException.CannotUnwrap.class);
        assertThatThrownBy(() -> key.unwrap(new byte[0], HERE)).isInstanceOf(SecretException.CannotUnwrap.class);
        wrapped[wrapped.length - 1] ^= 1;
        assertThatThrownBy(() -> key.unwrap(wrapped, HERE)).isInstanceOf(SecretException.CannotUnwrap.class);
    }

    @Test
    void makesAFileThatOnlyItsOwnerReadsAndReadsTheSameKeyBack() throws IOException {
        var file = folder.resolve("master.key");
        var made = MasterKey.create(file, random);

        var read = MasterKey.ofFile(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("[A-Za-z0-9_-]{43}\n");
        assertThat(read.unwrap(made.wrap(CLEAR, HERE), HERE)).isEqualTo(CLEAR);
    }

    @Test
    void neverReplacesAKeyFile() {
        var file = folder.resolve("master.key");
        var key = MasterKey.create(file, random);

        assertThatThrownBy(() -> MasterKey.create(file, random)).isInstanceOf(SecretException.KeyFileRefused.class);
        assertThat(MasterKey.ofFile(file).unwrap(key.wrap(CLEAR, HERE), HERE)).isEqualTo(CLEAR);
    }

    @Test
    void refusesAFileThatOthersMayReadAndNamesIt() throws IOException {
        var file = folder.resolve("master.key");
        MasterKey.create(file, random);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> MasterKey.ofFile(file))
                .isInstanceOf(SecretException.KeyFileRefused.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("0600");
    }

    @Test
    void refusesAMissingFileAndOneThatHoldsNoKey() throws IOException {
        assertRefused(folder.resolve("nowhere"));
        for (var text : new String[] {"", "short", "!".repeat(43), "A".repeat(44), "A".repeat(42)}) {
            var file = folder.resolve("broken");
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

            assertRefused(file);
        }
    }

    @Test
    void cannotBePrinted() {
        assertThat(MasterKey.create(folder.resolve("master.key"), random)).hasToString("MasterKey[redacted]");
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> MasterKey.ofFile(file))
                .isInstanceOf(SecretException.KeyFileRefused.class)
                .hasMessageContaining(file.toString());
    }
}
