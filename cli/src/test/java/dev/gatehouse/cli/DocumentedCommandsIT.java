package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages for operators, run in their order as they stand there. */
class DocumentedCommandsIT {
    @TempDir
    private Path folder;

    @Test
    void everyCommandOfTheOperationPageRuns() throws IOException {
        Certificates made = Certificates.make(folder, "doors", "ip:127.0.0.1");
        Files.copy(made.certificate(), folder.resolve("ca.crt"));
        List<String> commands = DocumentationTest.blocks(Clone.ROOT.resolve("docs/operations.md"));
        assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
        try (var installation = Installation.inNewHome()) {
            commands.forEach(command -> run(installation, command));
        }
    }

    @Test
    void everyCommandOfTheWorkersPageRuns() throws IOException {
        Path page = Clone.ROOT.resolve("docs/workers.md");
        List<String> commands = DocumentationTest.blocks(page);
        assertThat(commands.getFirst()).endsWith("> join.token");
        try (var installation = Installation.inNewHome()) {
            installation.up();
            installation.apply(Pattern.compile("(?ms)^```yaml\\n(.*?)^```")
                    .matcher(Files.readString(page))
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1));
            run(installation, commands.getFirst());
            Process worker = startWorker(installation);
            try {
                Installation.until(
                        "the worker has registered",
                        () -> installation.gatehouse("worker", "list").out().contains("big-1"));
                commands.stream().skip(1).forEach(command -> run(installation, command));
            } finally {
                worker.destroy();
            }
        }
    }

    /** The page's own line, with this installation's address and paths. */
    private Process startWorker(Installation installation) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        installation.home().resolve("app/gatehouse-worker.jar").toString(),
                        "--url",
                        installation.url(),
                        "--home",
                        folder.resolve("worker").toString(),
                        "--join-token-file",
                        folder.resolve("join.token").toString(),
                        "--name",
                        "big-1",
                        "--first-uid",
                        Integer.toString(3_000_000 + installation.port() * 16))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker.log").toFile())
                .start();
    }

    private void run(Installation installation, String command) {
        String line = command.replace("./gatehouse", "'" + Clone.ROOT.resolve("gatehouse") + "'");

        CommandRun run = installation.shell(line, folder);

        assertThat(run.exit()).as(line + "\n" + run.out() + run.err()).isZero();
    }
}
