package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
            Installation.until("the database is gone", () -> !installation
                    .gatehouse("status")
                    .out()
                    .contains("database  ready"));

            installation.up();

            assertThat(installation.gatehouse("status").exit()).isZero();
        }
    }

    @Test
    void downEndsEverythingEvenWhereNobodyHearsIt() throws IOException {
        try (var installation = Installation.inNewHome()) {
            installation.up();

            CommandRun down = installation.shell(Clone.ROOT.resolve("gatehouse") + " down 2>/dev/full", Clone.ROOT);

            assertThat(down.exit()).isZero();
            assertThat(Processes.under(installation.home())).isEmpty();
        }
    }
}
