package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

        everyCommandRuns("docs/operations.md");
    }

    private void everyCommandRuns(String page) throws IOException {
        List<String> commands = DocumentationTest.blocks(Clone.ROOT.resolve(page));
        assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
        try (var installation = Installation.inNewHome()) {
            for (String command : commands) {
                String line = command.replace("./gatehouse", "'" + Clone.ROOT.resolve("gatehouse") + "'");

                CommandRun run = installation.shell(line, folder);

                assertThat(run.exit()).as(line + "\n" + run.out() + run.err()).isZero();
            }
        }
    }
}
