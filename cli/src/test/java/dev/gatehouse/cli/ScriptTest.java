package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script does before it needs anything: its answers to a machine that lacks something, and to wrong words. */
class ScriptTest {
    private static final Path SCRIPT = Clone.ROOT.resolve("gatehouse");
    private static final List<String> PLAIN_TOOLS =
            List.of("sh", "dirname", "readlink", "sed", "head", "cat", "tr", "cmp", "find", "sort", "xargs", "cksum");

    @TempDir
    private Path folder;

    @Test
    void isPlainShell() throws Exception {
        assertThat(run(List.of("sh", "-n", SCRIPT.toString()), System.getenv("PATH")))
                .isEqualTo(new CommandRun(0, "", ""));
        assertThat(run(List.of("sh", "-n", Clone.ROOT.resolve(".ci/run").toString()), System.getenv("PATH")))
                .isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void saysInOneLineThatMavenIsMissing() throws Exception {
        CommandRun run = run(List.of(SCRIPT.toString(), "mvn", "-v"), plainPath());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("install Maven 3.8");
    }

    @Test
    void takesTheJdkFromTheEnvironmentOnlyIfItIsNewEnough() throws Exception {
        Path old = Files.createDirectories(folder.resolve("old/bin"));
        for (String program : List.of("java", "javac")) {
            program(old.resolve(program), "#!/bin/sh\necho 'openjdk version \"17.0.9\"' >&2\n");
        }
        Path bin = Path.of(plainPath());
        program(bin.resolve("mvn"), "#!/bin/sh\necho \"$JAVA_HOME\"\n");

        var builder = new ProcessBuilder(SCRIPT.toString(), "mvn", "-v");
        builder.environment().put("JAVA_HOME", old.getParent().toString());
        builder.environment().put("PATH", bin + ":" + System.getProperty("java.home") + "/bin");
        CommandRun run = run(builder);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().strip())
                .isEqualTo(Path.of(System.getProperty("java.home")).toRealPath().toString());
    }

    @Test
    void noPathOfTheCloneIsInMavensCommandLine() throws Exception {
        Path bin = Path.of(plainPath());
        program(bin.resolve("mvn"), "#!/bin/sh\necho \"$PWD $*\"\n");

        CommandRun run = run(List.of(SCRIPT.toString(), "mvn", "-v"), bin.toString());

        assertThat(run).isEqualTo(new CommandRun(0, Clone.ROOT.toRealPath() + " -B -v\n", ""));
    }

    @Test
    void aLinkToTheScriptIsTheScript() throws Exception {
        Path bin = Path.of(plainPath());
        Path link = Files.createSymbolicLink(folder.resolve("gatehouse"), SCRIPT);
        program(bin.resolve("mvn"), "#!/bin/sh\necho \"$PWD\"\n");

        CommandRun run = run(List.of(link.toString(), "mvn", "-v"), bin.toString());

        assertThat(run).isEqualTo(new CommandRun(0, Clone.ROOT.toRealPath() + "\n", ""));
    }

    @Test
    void whatJavaReadsAndWritesIsUtf8OnAMachineWithoutALocale() throws Exception {
        Path bin = Path.of(plainPath());
        program(bin.resolve("mvn"), "#!/bin/sh\necho \"$LC_ALL\"\n");
        var builder = new ProcessBuilder(SCRIPT.toString(), "mvn", "-v");
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "POSIX");

        assertThat(run(builder).out()).isEqualTo("C.UTF-8\n");
    }

    @Test
    void aHomeWithNothingInItHasNothingToStopAndSaysThatNothingRuns() throws Exception {
        String path = System.getenv("PATH");
        String home = folder.resolve("home").toString();

        assertThat(run(List.of(SCRIPT.toString(), "down", "--home", home), path))
                .isEqualTo(new CommandRun(0, "", ""));
        assertThat(run(List.of(SCRIPT.toString(), "status", "--home", home), path)
                        .exit())
                .isEqualTo(3);
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void wrongWordsExitWithTwo() throws Exception {
        String path = System.getenv("PATH");

        assertThat(run(List.of(SCRIPT.toString(), "bench", "nothing"), path).exit())
                .isEqualTo(2);
        assertThat(run(List.of(SCRIPT.toString(), "down", "--detach"), path).exit())
                .isEqualTo(2);
        for (String port : List.of("http", "", "0", "080", "65535", "70000", "99999999999999999999")) {
            CommandRun run = run(List.of(SCRIPT.toString(), "up", "--port", port), path);
            assertThat(run.exit()).as(port).isEqualTo(2);
            assertThat(run.err()).contains("not a port from 1 to 65534");
        }
        assertThat(run(List.of(SCRIPT.toString(), "test", "nothing"), path).exit())
                .isEqualTo(2);
    }

    @Test
    void itsHelpNamesEveryCommandOfTheCommandLine() throws Exception {
        String help = run(List.of(SCRIPT.toString(), "help"), plainPath()).out();

        List<String> named = help.lines()
                .dropWhile(line -> !line.startsWith("  mvn "))
                .skip(2)
                .takeWhile(line -> !line.contains("the command line;"))
                .flatMap(line -> Stream.of(line.strip().split(" +")))
                .toList();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Gatehouse.commandLine(World.ofProcess()).getSubcommands().entrySet().stream()
                                .filter(command -> !command.getValue()
                                        .getCommandSpec()
                                        .usageMessage()
                                        .hidden())
                                .map(Map.Entry::getKey)
                                .toList());
    }

    @Test
    void asksForGoOnlyWhereTheCollectorIsBuilt() throws Exception {
        Path bin = Path.of(plainPath());
        program(bin.resolve("go"), "#!/bin/sh\necho go1.19.8\n");

        for (List<String> names : List.of(List.<String>of(), List.of("TelemetryIT"), List.of("*IT"))) {
            CommandRun run = run(
                    Stream.concat(Stream.of(SCRIPT.toString(), "it"), names.stream())
                            .toList(),
                    bin.toString());
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).as(names.toString()).contains("Go 1.25 or newer");
        }
        CommandRun other = run(List.of(SCRIPT.toString(), "it", "StartRefusedIT"), bin.toString());
        assertThat(other.exit()).isEqualTo(2);
        assertThat(other.err()).contains("procps").doesNotContain("Go 1.25");
    }

    @Test
    void aHomeThatPostgresCannotNameIsRefused() throws Exception {
        for (String name : List.of("a\"b", "a$b", "a`b", "a\\b")) {
            String home = folder.resolve(name).toString();

            CommandRun run = run(List.of(SCRIPT.toString(), "up", "--home", home), System.getenv("PATH"));

            assertThat(run.exit()).as(name).isEqualTo(2);
            assertThat(run.err().lines()).singleElement().asString().contains("GATEHOUSE_HOME");
        }
    }

    /** A PATH with nothing but what every system has. */
    private String plainPath() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : PLAIN_TOOLS) {
            Path link = bin.resolve(tool);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, Path.of("/usr/bin", tool));
            }
        }
        return bin.toString();
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static CommandRun run(List<String> command, String path) throws Exception {
        var builder = new ProcessBuilder(command);
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return run(builder);
    }

    private static CommandRun run(ProcessBuilder builder) throws Exception {
        builder.environment().remove("GATEHOUSE_HOME");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandRun(process.waitFor(), out, err);
    }
}
