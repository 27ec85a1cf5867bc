package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretStoreProbeCommandTest {
    private static final String PROBE = "POST /api/v1/demo/secretstores/bao/probe";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    @Test
    void showsALineForEachFindingAndEndsWell() {
        gateway.answers(PROBE, 200, """
                {"store": "bao", "findings": [
                  {"check": "reachable", "outcome": "holds"},
                  {"check": "mount old keeps no versions", "outcome": "not_promised"}]}""");

        var run = CommandRun.of(folder, "secretstore", "probe", "bao");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly("holds         reachable", "not promised  mount old keeps no versions");
    }

    @Test
    void saysWhatDoesNotHoldAndEndsWithOne() {
        gateway.answers(PROBE, 200, """
                {"store": "bao", "findings": [{"check": "login", "outcome": "fails", "problem": "login_refused"}]}""");

        var run = CommandRun.of(folder, "secretstore", "probe", "bao");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEqualToIgnoringNewLines("fails         login: login_refused");
        assertThat(CommandRun.of(folder, "secretstore", "probe", "bao", "-o", "json")
                        .out())
                .contains("login_refused");
    }

    @Test
    void saysWhatToDoAboutIt() {
        gateway.answers(PROBE, 200, """
                {"store": "bao", "findings": [
                  {"check": "reachable", "outcome": "fails", "problem": "store_sealed", "advice": "Somebody has to unseal it."}]}""");

        assertThat(CommandRun.of(folder, "secretstore", "probe", "bao").out())
                .isEqualToIgnoringNewLines("fails         reachable: store_sealed. Somebody has to unseal it.");
    }

    @Test
    void saysThatItIsRefused() {
        gateway.answers(PROBE, 403, "{\"code\": \"forbidden\", \"detail\": \"You may not do this here.\"}");

        assertThat(CommandRun.of(folder, "secretstore", "probe", "bao").exit()).isEqualTo(3);
    }
}
