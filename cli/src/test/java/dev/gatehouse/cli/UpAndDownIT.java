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
}
