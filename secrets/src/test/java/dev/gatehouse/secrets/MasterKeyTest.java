package dev.gatehouse.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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
    void whatItWrapsNamesItsKeyAndNothingOfTheKey() throws IOException {
        var file = folder.resolve("master.key");
        var key = MasterKey.create(file, random);

        key.agree(key.current(), "another");

        byte[] wrapped = key.wrap(CLEAR, HERE);

        assertThat(MasterKey.nameOf(wrapped)).contains(key.current());
        assertThat(key.current())
                .matches("[0-9a-f]{16}")
                .isEqualTo(MasterKey.ofFile(file).current());
        byte[] bytes = Base64.getUrlDecoder().decode(Files.readString(file).strip());
        assertThat(HexFormat.of().formatHex(bytes)).doesNotContain(key.current());
        assertThat(MasterKey.nameOf(CLEAR)).isEmpty();
    }

    /** AES-256-GCM under the key of 32 bytes 0x01, nonce first, as the gateway wrapped before there could be other keys. */
    @Test
    void opensWhatTheFirstKeyWrappedBeforeThereCouldBeOthers() throws GeneralSecurityException, IOException {
        var file = folder.resolve("master.key");
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 1);
        Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        byte[] nonce = new byte[12];
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(bytes, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(HERE.associatedData());
        byte[] sealed = cipher.doFinal(CLEAR);
        byte[] wrapped = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, wrapped, nonce.length, sealed.length);

        var key = MasterKey.ofFile(file);
        key.learn(List.of(WrappingKey.random(random)));

        assertThat(key.unwrap(wrapped, HERE)).isEqualTo(CLEAR);
        assertThat(MasterKey.nameOf(wrapped)).isEmpty();
    }

    @Test
    void opensWhatEachOfItsKeysWrappedAndWrapsWithTheOneThatIsUsed() {
        var file = folder.resolve("master.key");
        var before = MasterKey.create(file, random);
        byte[] old = before.wrap(CLEAR, HERE);
        String added = MasterKey.append(file, random).id();
        var key = MasterKey.ofFile(file);

        assertThat(key.known()).containsExactlyInAnyOrder(before.current(), added);
        assertThat(key.current()).isEqualTo(before.current());
        assertThat(MasterKey.nameOf(old)).as("the first one is not named").isEmpty();
        assertThat(key.agree(added, before.current())).isTrue();
        byte[] young = key.wrap(CLEAR, HERE);

        assertThat(MasterKey.nameOf(young)).contains(added);
        assertThat(key.unwrap(old, HERE)).isEqualTo(CLEAR);
        assertThat(key.unwrap(young, HERE)).isEqualTo(CLEAR);
        assertThatThrownBy(() -> before.unwrap(young, HERE)).isInstanceOf(SecretException.CannotUnwrap.class);
        before.learn(MasterKey.keysOf(file));
        assertThat(before.unwrap(young, HERE)).isEqualTo(CLEAR);
    }

    @Test
    void usesNoKeyThatItDoesNotKnow() {
        var key = MasterKey.create(folder.resolve("master.key"), random);
        String current = key.current();

        assertThat(key.agree("0123456789abcdef", current)).isFalse();
        assertThat(key.current()).isEqualTo(current);
    }

    @Test
    void aNameOnBytesOfAnotherKeyOpensNothing() {
        var key = MasterKey.create(folder.resolve("master.key"), random);
        var other = MasterKey.create(folder.resolve("other.key"), random);
        other.agree(other.current(), "another");
        byte[] wrapped = other.wrap(CLEAR, HERE);
        System.arraycopy(MasterKey.prefix(key.current()), 0, wrapped, 0, 16);

        assertThatThrownBy(() -> key.unwrap(wrapped, HERE)).isInstanceOf(SecretException.CannotUnwrap.class);
    }

    @Test
    void addsAKeyToAFileWhoseFirstLineHasNoEndAndKeepsItPrivate() throws IOException {
        var file = folder.resolve("master.key");
        MasterKey.create(file, random);
        String first = Files.readString(file).strip();
        Files.writeString(file, first);

        MasterKey.append(file, random);

        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.next");
    }

    @Test
    void ofSeveralWritersAtOnceNoneUndoesWhatAnotherWrote() throws InterruptedException {
        var file = folder.resolve("master.key");
        MasterKey.create(file, random);
        Set<String> made = ConcurrentHashMap.newKeySet();
        var together = new CountDownLatch(1);
        List<Thread> writers = IntStream.range(0, 8)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    try {
                        together.await();
                        made.add(MasterKey.append(file, random).id());
                    } catch (SecretException.KeyFileRefused | InterruptedException _) {
                        // Another one is at it.
                    }
                }))
                .toList();
        together.countDown();
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(made).isNotEmpty();
        assertThat(MasterKey.keysOf(file))
                .extracting(WrappingKey::id)
                .hasSize(1 + made.size())
                .containsAll(made);
    }

    @Test
    void whatANameLeadsToIsReplacedAndTheNameStays() throws IOException {
        var file = folder.resolve("kept.key");
        MasterKey.create(file, random);
        var link = Files.createSymbolicLink(folder.resolve("master.key"), file);

        String added = MasterKey.append(link, random).id();

        assertThat(link).isSymbolicLink();
        assertThat(MasterKey.keysOf(file)).extracting(WrappingKey::id).contains(added);
    }

    @Test
    void findsWhoSealedWhatNamesNoKey() {
        var first = MasterKey.create(folder.resolve("master.key"), random);
        var other = MasterKey.create(folder.resolve("other.key"), random);
        byte[] wrapped = first.wrap(CLEAR, HERE);
        var both = MasterKey.of(List.of(
                MasterKey.keysOf(folder.resolve("other.key")).getFirst(),
                MasterKey.keysOf(folder.resolve("master.key")).getFirst()));

        assertThat(both.sealer(wrapped, HERE)).contains(first.current());
        assertThat(other.sealer(wrapped, HERE)).isEmpty();
        first.agree(first.current(), "another");
        assertThat(both.sealer(first.wrap(CLEAR, HERE), HERE)).isEmpty();
    }

    @Test
    void addsNothingToAFileThatIsNoneOfKeys() throws IOException {
        var file = folder.resolve("broken");
        Files.writeString(file, "short");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> MasterKey.append(file, random)).isInstanceOf(SecretException.KeyFileRefused.class);
        assertThat(file).hasContent("short");
    }

    @Test
    void aKeyShowsItsIdAlone() {
        var key = WrappingKey.random(random);

        assertThat(key).hasToString("WrappingKey[" + key.id() + "]");
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
