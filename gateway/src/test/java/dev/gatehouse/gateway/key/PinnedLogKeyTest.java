package dev.gatehouse.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedLogKeyTest {
    private static final Installation HERE = new Installation(new UUID(1, 1));

    private final InstallationLogKey key = key();

    @TempDir
    Path home;

    @Test
    void writesALineForEachTenantAndKeepsThemAsTheyAre() throws IOException {
        new PinnedLogKey(home).pin(HERE, key, List.of("acme", "system"));
        var first = Files.readAllLines(home.resolve("log.vkey"));

        new PinnedLogKey(home).pin(HERE, key, List.of("acme", "system"));

        assertThat(first).hasSize(2);
        assertThat(first.getFirst()).startsWith(HERE.origin("acme") + "+");
        assertThat(Files.readAllLines(home.resolve("log.vkey"))).isEqualTo(first);
    }

    @Test
    void addsTheLineOfANewTenant() throws IOException {
        new PinnedLogKey(home).pin(HERE, key, List.of("acme"));

        new PinnedLogKey(home).pin(HERE, key, List.of("acme", "globex"));

        assertThat(Files.readAllLines(home.resolve("log.vkey")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith(HERE.origin("globex") + "+");
    }

    @Test
    void refusesAnotherKeyAndAnotherInstallationAndNamesTheFile() throws IOException {
        new PinnedLogKey(home).pin(HERE, key, List.of("acme"));
        String pinned = Files.readString(home.resolve("log.vkey"));

        assertThatThrownBy(() -> new PinnedLogKey(home).pin(HERE, key(), List.of("acme")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("log.vkey");
        assertThatThrownBy(() -> new PinnedLogKey(home).pin(new Installation(new UUID(2, 2)), key, List.of("acme")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("log.vkey");
        assertThat(home.resolve("log.vkey")).hasContent(pinned);
    }

    @Test
    void refusesALineThatIsNoKey() throws IOException {
        Files.writeString(home.resolve("log.vkey"), "nonsense\n");

        assertThatThrownBy(() -> new PinnedLogKey(home).pin(HERE, key, List.of("acme")))
                .isInstanceOf(StartRefused.class);
    }

    @Test
    void aRowWithHalvesOfTwoKeysIsRefused() {
        var one = InstallationLogKey.make(new UUID(3, 3), new SecureRandom());

        assertThat(InstallationLogKey.of(new UUID(3, 3), one.seed(), one.key().publicKey())
                        .publicKey())
                .isEqualTo(one.key().publicKey());
        assertThatThrownBy(() -> InstallationLogKey.of(new UUID(3, 3), one.seed(), key().publicKey()))
                .isInstanceOf(StartRefused.class);
    }

    private static InstallationLogKey key() {
        return InstallationLogKey.make(new UUID(3, 3), new SecureRandom()).key();
    }
}
