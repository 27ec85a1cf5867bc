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
 * SCIM clients that others wrote, installed from PyPI into an environment of their own below {@code target/}, once for
 * each list of versions.
 */
final class ScimTools {
    private static final Path WANTED = Clone.ROOT.resolve("cli/src/test/scim/requirements.txt");
    private static final Path FOLDER = Clone.ROOT.resolve("target/scim-tools");
    private static final Path INSTALLED = FOLDER.resolve("requirements.txt");

    private ScimTools() {}

    static void install() throws IOException {
        String wanted = Files.readString(WANTED);
        if (Files.exists(INSTALLED) && Files.readString(INSTALLED).equals(wanted)) {
            return;
        }
        Files.createDirectories(FOLDER.getParent());
        need(execute(Map.of(), List.of("python3", "-m", "venv", "--clear", FOLDER.toString())));
        need(execute(Map.of(), List.of(program("pip"), "install", "--quiet", "--no-input", "-r", WANTED.toString())));
        Files.writeString(INSTALLED, wanted);
    }

    /** Runs one of the installed programs to its end. */
    static CommandRun run(Map<String, String> environment, String program, String... arguments) throws IOException {
        return execute(
                environment,
                List.of(List.of(program(program)), List.of(arguments)).stream()
                        .flatMap(List::stream)
                        .toList());
    }

    private static String program(String name) {
        return FOLDER.resolve("bin").resolve(name).toString();
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
