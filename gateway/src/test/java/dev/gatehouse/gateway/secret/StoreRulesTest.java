package dev.gatehouse.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Namespace;
import dev.gatehouse.secrets.DeclaredStore;
import dev.gatehouse.secrets.StoreAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreRulesTest {
    private static final Namespace DATA = new Namespace("acme.data");

    @TempDir
    private Path folder;

    private DeclaredStore files(String rule) {
        return new StoreRules(new StoreSettings(Optional.empty(), Optional.of(folder), List.of(rule)))
                .operators("file")
                .orElseThrow();
    }

    @Test
    void nobodySetUpAStoreThatTheOperatorDidNot() {
        var rules = new StoreRules(new StoreSettings());

        assertThat(rules.operators("env")).isEmpty();
        assertThat(rules.operators("file")).isEmpty();
        assertThat(rules.operators("bao")).isEmpty();
    }

    @Test
    void aFileIsForTheWholeTenantUnlessTheOperatorSaysOtherwise() {
        assertThat(files("*").paths().admit("acme", DATA, "db/password")).isTrue();
        assertThat(files("*").paths().admit("acme", DATA, "acme.ops/password")).isTrue();
    }

    @Test
    void aRuleForNamespacesKeepsTheFilesOfOneFromTheOthers() {
        DeclaredStore store = files("{namespace}/");

        assertThat(store.paths().admit("acme", DATA, "acme.data/password")).isTrue();
        assertThat(store.paths().admit("acme", DATA, "acme.ops/password")).isFalse();
        assertThat(store.paths().admit("acme", DATA, "acme.data2/password")).isFalse();
        assertThat(store.paths().admit("acme", DATA, "acme.data/../acme.ops/password"))
                .isFalse();
        assertThat(store.paths().admit("acme", DATA, "password")).isFalse();
    }

    @Test
    void whatARuleAdmitsIsRead() throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("acme/acme.data")).resolve("password"), "correct horse");

        try (var found = (StoreAnswer.Found) files("{namespace}/").store().read("acme", "acme.data/password")) {
            assertThat(found.values()).containsKey("value");
        }
    }

    @Test
    void theEnvironmentHasNoRoomForNamespaces() {
        var store = new StoreRules(
                        new StoreSettings(Optional.of("GATEHOUSE_SECRET_"), Optional.empty(), List.of("{namespace}/")))
                .operators("env")
                .orElseThrow();

        assertThat(store.paths().admit("acme", DATA, "DB_PASSWORD")).isTrue();
    }
}
