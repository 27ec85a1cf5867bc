package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs that others wrote, installed from PyPI into an environment of their own below {@code target/}, once for each list
 * of versions: {@code cli/src/test/NAME/requirements.txt}.
 */
final class PythonTools {
    private final Path wanted;
    private final Path folder;

    private PythonTools(String name) {
        this.wanted = Clone.ROOT.resolve("cli/src/test").resolve(name).resolve("requirements.txt");
        this.folder = Clone.ROOT.resolve("target").resolve(name + "-tools");
    }

    static PythonTools installed(String name) throws IOException {
        var tools = new PythonTools(name);
        tools.install();
        return tools;
    }

    private void install() throws IOException {
        String versions = Files.readString(wanted);
        Path installed = folder.resolve("requirements.txt");
        if (Files.exists(installed) && Files.readString(installed).equals(versions)) {
            return;
        }
        Files.createDirectories(folder.getParent());
        need(execute(Map.of(), List.of("python3", "-m", "venv", "--clear", folder.toString())));
        need(execute(Map.of(), List.of(program("pip"), "install", "--quiet", "--no-input", "-r", wanted.toString())));
        Files.writeString(installed, versions);
    }

    /** Where the installed programs are. */
    Path programs() {
        return folder.resolve("bin");
    }

    /** Runs one of the installed programs to its end. */
    CommandRun run(Map<String, String> environment, String program, String... arguments) throws IOException {
        return execute(
                environment,
                List.of(List.of(program(program)), List.of(arguments)).stream()
                        .flatMap(List::stream)
                        .toList());
    }

    private String program(String name) {
        return programs().resolve(name).toString();
    }

    private static void need(CommandRun run) {
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    private static CommandRun execute(Map<String, String> environment, List<String> command) throws IOException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PYTHONUTF8", "1");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as("%s ended", command.getFirst())
                    .isTrue();
            return new CommandRun(process.exitValue(), read(out), read(err));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
