package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A home whose keys are not what its database needs does not start, and says what to look at. */
class StartRefusedIT {
    private static final String PROPERTY = "gatehouse.master-key-file";

    @Test
    void aHomeStartsOnlyUnderTheKeysOfItsDatabase() throws IOException {
        try (var installation = Installation.inNewHome()) {
            installation.up();
            assertThat(installation.gatehouse("down").exit()).isZero();
            Path key = installation.home().resolve("master.key");
            Path kept = installation.home().resolve("kept.key");

            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
            refuses(installation, PROPERTY);

            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Files.move(key, kept);
            refuses(installation, PROPERTY);
            assertThat(key).doesNotExist();

            Files.copy(kept, key);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Path pinned = installation.home().resolve("log.vkey");
            String lines = Files.readString(pinned);
            Files.writeString(pinned, lines.replaceAll("(?m)^[^/]+", new UUID(1, 1).toString()));
            refuses(installation, "log.vkey");

            Files.writeString(pinned, lines);
            installation.up();
        }
    }

    /** Started as the page for operators says, without the script, which would take the first for its own. */
    @Test
    void aSecondGatewayInOneHomeIsRefused() throws Exception {
        String command = "java -jar gateway/target/quarkus-app/quarkus-run.jar";
        assertThat(Files.readString(Clone.ROOT.resolve("docs/operations.md"))).contains("`" + command + "`");
        String line = "exec '" + System.getProperty("java.home") + "/bin/" + command.replace("java -jar", "java' -jar");
        try (var installation = Installation.inNewHome()) {
            Path log = installation.home().resolve("second.log");
            Process first = gateway(installation, installation.port(), line, Redirect.DISCARD);
            try {
                Installation.until("the first listens", () -> Ports.listens(installation.port()) || !first.isAlive());

                Process second = gateway(installation, Installation.twoFreePorts(), line, Redirect.to(log.toFile()));
                try {
                    assertThat(second.waitFor(1, TimeUnit.MINUTES))
                            .as("the second one ends")
                            .isTrue();
                } finally {
                    second.destroyForcibly();
                }

                assertThat(second.exitValue()).isNotZero();
                assertThat(log).content().contains("another gateway runs in this home: " + installation.home());
                assertThat(installation.api().get("jobs").isSuccess()).isTrue();
            } finally {
                first.destroy();
                first.waitFor();
            }
        }
    }

    private static Process gateway(Installation installation, int port, String line, Redirect said) throws IOException {
        var builder = new ProcessBuilder("sh", "-c", line)
                .directory(Clone.ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said);
        builder.environment()
                .putAll(Map.of(
                        "GATEHOUSE_HOME", installation.home().toString(),
                        "GATEHOUSE_PORT", Integer.toString(port),
                        "GATEHOUSE_MANAGEMENT_PORT", Integer.toString(port + 1),
                        "GATEHOUSE_TENANTS", "demo"));
        return builder.start();
    }

    @Test
    void aSettingThatDoesNotExistOrIsNotAllowedIsNamed() throws IOException {
        try (var installation = Installation.inNewHome()) {
            Path folder = Files.createDirectories(installation.home().resolve("elsewhere/config"));
            Path file = folder.resolve("application.properties");
            Files.writeString(file, "gatehouse.execution.queue-limits=5\n");

            refuses(installation, "", folder.getParent(), "gatehouse.execution.queue-limits");

            Files.writeString(file, "gatehouse.execution.queue-limit=-5\n");
            refuses(installation, "", folder.getParent(), "gatehouse.execution.queue-limit ");

            Files.delete(file);
            refuses(installation, "JAVA_TOOL_OPTIONS=-Dgatehouse.prot=1", folder, "gatehouse.prot");
            refuses(installation, "GATEHOUSE_EXECUTION_QUEUELIMIT=1", folder, "GATEHOUSE_EXECUTION_QUEUELIMIT");
            refuses(installation, "GATEHOUSE_EXECUTION_QUEUE_LIMIT=many", folder, "gatehouse.execution.queue-limit");
        }
    }

    private static void refuses(Installation installation, String setting, Path folder, String named) {
        CommandRun run = installation.shell(setting + " '" + Clone.ROOT + "/gatehouse' up --detach", folder);

        assertThat(run.exit()).as(run.out()).isEqualTo(4);
        assertThat(run.err()).contains(named).contains("gateway.log");
        assertThat(Processes.under(installation.home())).isEmpty();
    }

    private static void refuses(Installation installation, String named) {
        CommandRun run = installation.gatehouse("up", "--detach");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains(named).contains("gateway.log");
        assertThat(Processes.under(installation.home())).isEmpty();
    }
}
