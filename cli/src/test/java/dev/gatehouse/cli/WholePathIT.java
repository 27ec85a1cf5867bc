package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's way: up, the printed line, the receipt, down, and the proof with nothing running. */
class WholePathIT {
    @TempDir
    private Path folder;

    @Test
    void whatUpPrintsRunsAndProvesItselfAfterDown() throws IOException {
        try (var installation = Installation.inNewHome()) {
            assertThat(installation.gatehouse("status").exit()).isEqualTo(3);

            List<String> printed = installation.up();

            assertThat(printed).hasSize(4);
            Path home = installation.home();
            assertThat(printed.subList(0, 3))
                    .containsExactly(
                            "ready  " + installation.url(),
                            "token  " + home.resolve("tokens/demo.token"),
                            "key    " + home.resolve("log.vkey"));
            assertThat(printed.get(3)).startsWith("./gatehouse run ");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("tokens/demo.token"))))
                    .isEqualTo("rw-------");
            CommandRun status = installation.gatehouse("status");
            assertThat(status.exit()).as(status.out()).isZero();
            assertThat(status.out().lines()).hasSize(3).allMatch(line -> line.contains(" ready "));

            CommandRun run = Installation.shell(printed.get(3));

            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(run.out())
                    .contains("state      SUCCEEDED", "\"observations\": 2922", "loaded 2922 observations into weather")
                    .containsPattern("(?m)^trace +[0-9a-f]{32}$");
            String execution = id(run);
            Path receipt = folder.resolve("r.json");
            assertThat(installation
                            .gatehouse("receipt", execution, "-f", receipt.toString())
                            .exit())
                    .isZero();
            CommandRun log = installation.gatehouse("audit", "verify", "--url", installation.url());
            assertThat(log.exit()).as(log.out() + log.err()).isZero();
            whatIsReadAppliesAsItIs(installation);

            assertThat(installation.gatehouse("down").exit()).isZero();

            assertThat(Processes.under(home)).isEmpty();
            assertThat(Processes.under(Clone.ROOT)).isEmpty();
            assertThat(installation.gatehouse("status").exit()).isEqualTo(3);
            CommandRun verified = installation.gatehouse("audit", "verify", receipt.toString());
            assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
            assertThat(verified.out()).startsWith("valid ").contains(execution);
            Path changed = folder.resolve("changed.json");
            Files.writeString(changed, Files.readString(receipt).replace("execution.succeeded", "execution.cancelled"));
            CommandRun refused = installation.gatehouse("audit", "verify", changed.toString());
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out()).startsWith("INVALID ");
        }
    }

    private void whatIsReadAppliesAsItIs(Installation installation) throws IOException {
        Path manifest = folder.resolve("read.yaml");
        for (String kinds : List.of("namespaces", "workergroups", "rolebindings", "secrets", "jobs")) {
            Files.writeString(
                    manifest, installation.gatehouse("get", kinds, "-o", "yaml").out());

            CommandRun applied = installation.gatehouse("apply", "-f", manifest.toString());

            assertThat(applied.exit()).as(kinds + applied.err()).isZero();
            assertThat(applied.out().lines()).as(kinds).isNotEmpty().allMatch(line -> line.startsWith("unchanged"));
        }
    }

    @Test
    void aSecondUpStartsNoMavenAndTheSameGatewayGoesOn() throws IOException {
        try (var installation = Installation.inNewHome()) {
            List<String> first = installation.up();
            var gateway = installation.pid("gateway");

            CommandRun again = installation.gatehouse("up", "--detach");

            assertThat(again.out().lines().toList()).isEqualTo(first);
            assertThat(again.err()).doesNotContain("building").doesNotContain("starting");
            assertThat(installation.pid("gateway")).isEqualTo(gateway);
        }
    }

    @Test
    void upOnAPortInUseSaysSoInOneLine() throws IOException {
        try (var installation = Installation.inNewHome();
                var _ = new ServerSocket(installation.port(), 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = installation.gatehouse("up", "--detach");

            assertThat(run.exit()).isEqualTo(4);
            assertThat(run.err().lines().toList()).hasSize(1);
            assertThat(run.err()).contains("port " + installation.port() + " is in use");
            assertThat(Processes.under(installation.home())).isEmpty();
        }
    }

    @Test
    void twoHomesRunSideBySide() throws IOException {
        try (var one = Installation.inNewHome();
                var other = Installation.inNewHome()) {
            String oneLine = one.up().getLast();
            String otherLine = other.up().getLast();

            CommandRun oneRun = Installation.shell(oneLine);
            CommandRun otherRun = Installation.shell(otherLine);

            assertThat(oneRun.exit()).as(oneRun.out() + oneRun.err()).isZero();
            assertThat(otherRun.exit()).as(otherRun.out() + otherRun.err()).isZero();
            assertThat(one.gatehouse("down").exit()).isZero();
            assertThat(other.gatehouse("status").exit()).isZero();
            assertThat(other.gatehouse("get", "execution", id(oneRun)).exit()).isEqualTo(3);
            assertThat(other.gatehouse("get", "execution", id(otherRun)).exit()).isZero();
        }
    }

    @Test
    void everyCommandOfTheReadmeRunsInItsOrder() throws IOException {
        try (var installation = Installation.inNewHome()) {
            String port = "PORT";
            String execution = "ID";
            for (String command : DocumentationTest.blocks(Clone.ROOT.resolve("README.md"))) {
                String line = command.replace(":PORT/", ":" + port + "/")
                        .replaceAll("\\bID\\b", execution)
                        .replace("./gatehouse", Clone.ROOT.resolve("gatehouse").toString());

                CommandRun run = installation.shell(line, folder);

                assertThat(run.exit()).as(line + "\n" + run.out() + run.err()).isZero();
                port = installation
                        .read(installation.home().resolve("postgres.port"))
                        .strip();
                execution = run.out().contains("execution  ") ? id(run) : execution;
            }
            assertThat(execution).isNotEqualTo("ID");
        }
    }

    static String id(CommandRun run) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith("execution  "))
                .map(line -> line.substring("execution  ".length()))
                .findFirst()
                .orElseThrow();
    }
}
