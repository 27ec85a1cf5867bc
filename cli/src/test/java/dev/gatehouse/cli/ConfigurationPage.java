package dev.gatehouse.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code docs/configuration.md}, made of what the code itself says: the Javadoc of every {@code @ConfigMapping}, the
 * worker's usage text, and the options of the command line.
 */
final class ConfigurationPage {
    static final Path FILE = Clone.ROOT.resolve("docs/configuration.md");
    static final String COMMAND =
            "./gatehouse mvn -q -Dquick -pl cli -am test -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dwrite";

    private static final Path WORKER =
            Clone.ROOT.resolve("worker/src/main/java/dev/gatehouse/worker/agent/WorkerSettings.java");
    private static final Pattern WORKER_OPTION = Pattern.compile("(?m)^ +--([a-z-]+) {2,}(\\S.*(?:\\n {20,}\\S.*)*)$");

    private ConfigurationPage() {}

    static String text() {
        var page = new StringBuilder("""
                # Configuration

                Everything that can be set. This page is made from the sources by

                ```sh
                %s
                ```

                and a test compares it with them.

                ## The gateway

                A property is set as `-Dname=value` on the gateway's command line, as an environment variable, or in
                `config/application.properties` below the folder that it is started in; the first of these that has it counts.
                Durations are those of ISO 8601, `PT30S`, `P30D`.

                A property `gatehouse.…` that does not exist fails the start, in files and as `-D`, and so does a value that is not
                allowed; the log's last lines name the property and what it takes. A variable `GATEHOUSE_…` that belongs to no
                property fails the start where its name begins like a group below, such as `GATEHOUSE_EXECUTION_…`: it can only
                be a mistake. Other unknown variables are told at the start and left alone, because an environment is shared:
                Kubernetes alone sets `GATEHOUSE_SERVICE_HOST`, `GATEHOUSE_PORT` and more for a service named `gatehouse` (switch
                that off with `enableServiceLinks: false`). Properties `quarkus.…` exist, too, but nothing here promises how they
                behave. A property whose name has `unsafe` in it gives something up; the readiness page names each one that is on.

                """.formatted(COMMAND));
        MappedProperties.inSources().stream()
                .filter(group -> !group.properties().isEmpty())
                .forEach(group -> gateway(page, group));
        page.append("""
                ## A worker

                Options of `gatehouse-worker.jar`; each is also read from the environment.

                | option | environment | what it is |
                |---|---|---|
                """);
        workerOptions()
                .forEach(option -> row(
                        page,
                        "`--" + option.group(1) + "`",
                        "`GATEHOUSE_WORKER_"
                                + option.group(1).toUpperCase(Locale.ROOT).replace('-', '_') + "`",
                        option.group(2).replaceAll("\\s+", " ")));
        page.append("""

                ## The command line

                Options of every command; those of one are shown by `--help`.

                | option | what it is |
                |---|---|
                """);
        commandLineOptions()
                .forEach(option -> row(
                        page,
                        "`" + option.longestName() + " " + option.paramLabel() + "`",
                        String.join(" ", option.description())));
        page.append("""

                ## The script

                | environment | what it is |
                |---|---|
                | `GATEHOUSE_HOME` | the installation's home (default: `.gatehouse` below the clone) |
                | `GATEHOUSE_PORT` | the doors' port of `up` (default: 8080); health and metrics take the next one |
                | `GATEHOUSE_CA_FILE` | who may have issued the gateway's certificate, for the command line and the worker of `up` |
                | `JAVA_HOME` | a JDK 25 or newer, looked for here first, then on the `PATH`, then in `/usr/lib/jvm` |

                `up` hands its environment on to the gateway, so that every variable of the gateway can be set there, too; it
                sets `GATEHOUSE_MANAGEMENT_PORT`, `GATEHOUSE_TENANTS` and `GATEHOUSE_DEMO` itself. The doors of `up` are called at
                127.0.0.1, and with `GATEHOUSE_TLS_CERTIFICATE_FILE` by HTTPS.
                """);
        return page.toString();
    }

    private static void gateway(StringBuilder page, MappedProperties.Group group) {
        page.append("### `")
                .append(group.prefix())
                .append(".…`\n\n")
                .append(group.text())
                .append("\n\n");
        page.append("| property | environment | type | default | what it is |\n|---|---|---|---|---|\n");
        group.properties()
                .forEach(property -> row(
                        page,
                        "`" + property.name() + "`",
                        "`" + property.variable() + "`",
                        property.allowed().isEmpty() ? property.type() : property.type() + ", " + property.allowed(),
                        property.standard().isEmpty() ? "must be set" : property.standard(),
                        property.text()));
        page.append('\n');
    }

    private static void row(StringBuilder page, String... cells) {
        page.append(List.of(cells).stream()
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static List<OptionSpec> commandLineOptions() {
        return Gatehouse.commandLine(World.ofProcess()).getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp())
                .toList();
    }

    private static List<MatchResult> workerOptions() {
        return WORKER_OPTION.matcher(workerUsage()).results().toList();
    }

    private static String workerUsage() {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var task =
                    (JavacTask) compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjects(WORKER));
            for (var unit : task.parse()) {
                for (Tree member : ((ClassTree) unit.getTypeDecls().getFirst()).getMembers()) {
                    if (member instanceof VariableTree field
                            && field.getName().contentEquals("USAGE")
                            && field.getInitializer() instanceof LiteralTree text) {
                        return String.valueOf(text.getValue());
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        throw new IllegalStateException("no usage text in " + WORKER);
    }
}
