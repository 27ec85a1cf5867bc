package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages for operators, run in their order as they stand there. */
class DocumentedCommandsIT {
    private static final String SEVERAL = "Several gateways";

    /** What a build makes, and what belongs to this clone alone. */
    private static final Set<String> NOT_SOURCE = Set.of("target", ".git", ".gatehouse");

    @TempDir
    private Path folder;

    @Test
    void everyCommandOfTheOperationPageRuns() throws IOException {
        Certificates made = Certificates.make(folder, "doors", "ip:127.0.0.1");
        Files.copy(made.certificate(), folder.resolve("ca.crt"));
        List<String> commands = Page.named("operations.md").without(SEVERAL).commands();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(6);
        try (var installation = Installation.inNewHome()) {
            commands.forEach(command -> run(installation, command));
        }
    }

    @Test
    void severalGatewaysStartInTheEnvironmentOfTheOperationPage() throws IOException {
        Page several = Page.named("operations.md").section(SEVERAL);
        Map<String, String> shown = several.block("").stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        assertThat(several.commands()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(shown.get("GATEHOUSE_DB_OWNER")).isEqualTo(DebianPostgres.OWNER);
        try (var server = DebianPostgres.startedIn(folder)) {
            Map<String, String> environment = new LinkedHashMap<>(shown);
            // Those of another machine.
            Map<String, String> ours = server.environment();
            environment.replace("GATEHOUSE_DB_URL", ours.get("GATEHOUSE_DB_URL"));
            environment.replace("GATEHOUSE_DB_OWNER_PASSWORD_FILE", ours.get("GATEHOUSE_DB_OWNER_PASSWORD_FILE"));
            environment.replace(
                    "GATEHOUSE_MASTER_KEY_FILE", folder.resolve("master.key").toString());
            // Each installation of a test has its own.
            environment.keySet().removeAll(List.of("GATEHOUSE_HOME", "GATEHOUSE_PORT"));
            assertThat(shown.keySet()).hasSize(environment.size() + 2);
            Map<String, String> ofTheFirst = new LinkedHashMap<>(environment);
            ofTheFirst.remove("GATEHOUSE_MASTER_KEY_FILE");
            try (var first = Installation.inNewHome(ofTheFirst);
                    var second = Installation.inNewHome(environment)) {
                several.commands().forEach(command -> run(first, command));
                Files.copy(
                        first.home().resolve("master.key"),
                        folder.resolve("master.key"),
                        StandardCopyOption.COPY_ATTRIBUTES);
                several.commands().forEach(command -> run(second, command));

                assertThat(second.api().get("jobs").isSuccess()).isTrue();
                assertThat(server.answer("SELECT has_database_privilege('public', 'gatehouse', 'CONNECT')"))
                        .isEqualTo("f");
            }
        }
    }

    @Test
    void everyCommandOfTheWorkersPageRuns() throws IOException {
        Page page = Page.named("workers.md");
        List<String> commands = page.commands();
        assertThat(commands.getFirst()).endsWith("> join.token");
        try (var installation = Installation.inNewHome()) {
            installation.up();
            installation.apply(String.join("\n", page.block("yaml")));
            run(installation, commands.getFirst());
            Process worker = startWorker(installation, page.section("Registering"));
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

    @Test
    void everyCommandOfTheTokensPageRuns() throws IOException {
        List<String> commands = Page.named("tokens.md").commands();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
        try (var installation = Installation.inNewHome()) {
            installation.up();
            commands.forEach(command -> run(installation, command));
        }
    }

    @Test
    void everyCommandOfTheExplanationPageRuns() throws IOException {
        List<String> commands = Page.named("explain.md").commands();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(7);
        try (var installation = Installation.inNewHome()) {
            installation.up();
            commands.forEach(command -> run(installation, command));
        }
    }

    /** Its tests need no gateway and run without one. */
    @Test
    void everyCommandOfThePolicyPageThatAsksAGatewayRuns() throws IOException {
        Page page = Page.named("policy-as-code.md").without("Tests");
        List<String> commands = page.commands();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
        Files.writeString(folder.resolve("slow-first.yaml"), String.join("\n", page.block("yaml")));
        try (var installation = Installation.inNewHome()) {
            installation.up();
            commands.forEach(command -> run(installation, command));
        }
    }

    /** In a copy, because it builds: what has to be compiled anew there is in use here. */
    @Test
    void theCommandOfTheConfigurationPageWritesIt() throws IOException {
        List<String> commands = Page.named("configuration.md").commands();
        Path copy = folder.resolve("copy");
        copy(Clone.ROOT, copy);
        Path page = copy.resolve("docs/configuration.md");
        Files.writeString(page, "");

        CommandRun run = Installation.shell("cd '" + copy + "' && " + String.join(" && ", commands));

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(page).hasSameTextualContentAs(ConfigurationPage.FILE);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            Files.createDirectories(to);
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry) && !NOT_SOURCE.contains(name)) {
                    copy(entry, to.resolve(name));
                } else if (Files.isRegularFile(entry)) {
                    Files.copy(entry, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** The page's own line, with this installation's address and paths, and uids that are nobody else's. */
    private Process startWorker(Installation installation, Page page) throws IOException {
        String line = page.block("").stream().map(String::strip).collect(Collectors.joining("\n"));
        line = with(line, "java ", "exec '" + System.getProperty("java.home") + "/bin/java' ");
        line = with(line, "gatehouse-worker.jar", "'" + installation.home() + "/app/gatehouse-worker.jar'");
        line = with(line, "https://gatehouse.example:8443", installation.url());
        line = with(line, "/var/lib/gatehouse-worker", "'" + folder.resolve("worker") + "'");
        return new ProcessBuilder("sh", "-c", line + " --first-uid " + (3_000_000 + installation.port() * 16))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker.log").toFile())
                .start();
    }

    private static String with(String line, String documented, String ours) {
        assertThat(line).containsOnlyOnce(documented);
        return line.replace(documented, ours);
    }

    private void run(Installation installation, String command) {
        String line = command.replace("./gatehouse", "'" + Clone.ROOT.resolve("gatehouse") + "'");

        CommandRun run = installation.shell(line, folder);

        assertThat(run.exit()).as(line + "\n" + run.out() + run.err()).isZero();
    }
}
