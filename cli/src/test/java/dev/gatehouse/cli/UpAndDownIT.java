package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** `up` and `down` where something is in their way. */
class UpAndDownIT {
    @Test
    void twoUpsAtOnceStartOneInstallation() throws IOException {
        try (var installation = Installation.inNewHome()) {
            var other = CompletableFuture.supplyAsync(installation::up);

            var printed = installation.up();

            assertThat(other.join()).isEqualTo(printed);
            assertThat(Processes.under(installation.home()).stream()
                            .filter(process -> process.arguments().contains("gatehouse-worker.jar")))
                    .hasSize(1);
        }
    }

    @Test
    void aGatewayWhoseDatabaseWasKilledIsStartedAgain() throws IOException {
        try (var installation = Installation.inNewHome()) {
            installation.up();
            installation.kill("database");
            Installation.until(
                    "the database is gone",
                    () -> !installation.gatehouse("status").out().contains("database  ready"));

            installation.up();

            assertThat(installation.gatehouse("status").exit()).isZero();
        }
    }

    @Test
    void whatRunsHoldsNothingOpenThatItsStarterHad() throws IOException {
        try (var installation = Installation.inNewHome()) {
            String lock = installation.home().resolve("starter.lock").toString();

            CommandRun up = installation.shell("flock " + lock + " ./gatehouse up --detach", Clone.ROOT);

            assertThat(up.exit()).as(up.err()).isZero();
            assertThat(installation
                            .shell("flock -n " + lock + " true", Clone.ROOT)
                            .exit())
                    .isZero();
        }
    }

    @Test
    void downEndsEverythingEvenWhereNobodyHearsIt() throws IOException {
        try (var installation = Installation.inNewHome()) {
            installation.up();

            CommandRun down = installation.shell("./gatehouse down 2>/dev/full", Clone.ROOT);

            assertThat(down.exit()).isZero();
            assertThat(Processes.under(installation.home())).isEmpty();
        }
    }

    @Test
    void aDamagedArchiveOfClassesIsWrittenAnew() throws IOException {
        try (var installation = Installation.inNewHome()) {
            installation.up();
            installation.gatehouse("down");
            for (String archive : List.of("gateway.jsa", "worker.jsa")) {
                damage(installation.home().resolve("app").resolve(archive));
            }

            installation.up();

            assertThat(installation.gatehouse("status").exit()).isZero();
        }
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = bytes.length / 10; at < bytes.length; at += 10_007) {
            bytes[at] ^= 0x55;
        }
        Files.write(file, bytes);
    }
}
