package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker started without the script, at an address and in a group of the test's choice. */
final class WorkerProcess implements AutoCloseable {
    private static final int FIRST_UID = 2_800_000;

    private final Process process;

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /** Joins with a token that the installation's owner asks for. */
    static WorkerProcess joined(Installation installation, String group, String url, Path folder) throws IOException {
        return joined(installation, group, url, folder, List.of());
    }

    /** One whose Java virtual machine is given these words. */
    static WorkerProcess joined(Installation installation, String group, String url, Path folder, List<String> options)
            throws IOException {
        CommandRun token = installation.gatehouse("worker", "token", group);
        assertThat(token.exit()).as(token.err()).isZero();
        Path file = folder.resolve("join.token");
        Files.writeString(file, token.out(), StandardCharsets.UTF_8);
        Path home = Files.createDirectories(folder.resolve("worker"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                Clone.ROOT.resolve("worker/target/gatehouse-worker.jar").toString(),
                "--url",
                url,
                "--home",
                home.toString(),
                "--join-token-file",
                file.toString(),
                "--first-uid",
                Integer.toString(FIRST_UID)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker.log").toFile())
                .start();
        Installation.until(
                "the worker is ready: " + folder, () -> Files.exists(home.resolve("ready")) || !process.isAlive());
        assertThat(process.isAlive())
                .as(installation.read(folder.resolve("worker.log")))
                .isTrue();
        return new WorkerProcess(process);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
