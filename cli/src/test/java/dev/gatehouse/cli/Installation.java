package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.worker.TrustedCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A whole installation in a home of its own, used as a person would: through the script. Ended when it is closed. */
final class Installation implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path home;
    private final int port;
    private final Map<String, String> environment;

    private Installation(Path home, int port, Map<String, String> environment) {
        this.home = home;
        this.port = port;
        this.environment = new HashMap<>(environment);
    }

    static Installation inNewHome() throws IOException {
        return inNewHome(Map.of());
    }

    /** One whose every command finds these variables, too. */
    static Installation inNewHome(Map<String, String> environment) throws IOException {
        return inNewHome(Path.of(System.getProperty("java.io.tmpdir")), environment);
    }

    /** One whose home lies on a disk of the test's choice. */
    static Installation inHomeBelow(Path folder) throws IOException {
        return inNewHome(folder, Map.of());
    }

    private static Installation inNewHome(Path folder, Map<String, String> environment) throws IOException {
        Path home = Files.createTempDirectory(
                folder,
                "gatehouse-it-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new Installation(home.toRealPath(), twoFreePorts(), environment);
    }

    /** Sets a variable for everything that is started from now on. */
    Installation with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Path home() {
        return home;
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Brings it up and answers what was printed. */
    List<String> up() {
        CommandRun run = gatehouse("up", "--detach");
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out().lines().toList();
    }

    /** Runs {@code ./gatehouse} with these words for this home. */
    CommandRun gatehouse(String... words) {
        return gatehouseWithInput("", words);
    }

    CommandRun gatehouseWithInput(String input, String... words) {
        List<String> command =
                new ArrayList<>(List.of(Clone.ROOT.resolve("gatehouse").toString()));
        command.addAll(List.of(words));
        return execute(input, command, home.getParent());
    }

    /** Runs a line as it was printed, in a shell in the clone, without the environment of this home. */
    static CommandRun shell(String line) {
        return shell(line, Clone.ROOT, Map.of());
    }

    /** Runs lines in a shell, up to the first that fails, with these variables and without the environment of a home. */
    static CommandRun shell(String lines, Path folder, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder("sh", "-ec", lines).directory(folder.toFile());
            builder.environment().putAll(environment);
            return finish(builder, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs lines in a shell, up to the first that fails, with the environment of this home. */
    CommandRun shell(String lines, Path folder) {
        return execute("", List.of("sh", "-ec", lines), folder);
    }

    /** The answer of a command that is asked for JSON and succeeds. */
    JsonNode json(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("-o", "json"));
        CommandRun run = gatehouse(command.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isZero();
        return parse(run.out());
    }

    /** Declares resources from text. */
    void apply(String manifest) {
        CommandRun run = gatehouseWithInput(manifest, "apply", "-f", "-");
        assertThat(run.exit()).as(run.err()).isZero();
    }

    /** The state of an execution. */
    String state(String execution) {
        return api().get("executions/" + execution)
                .orThrow()
                .json()
                .path("state")
                .asText();
    }

    /** The tenant's API, with its first token. */
    GatewayClient api() {
        return api(read(home.resolve("tokens/demo.token")).strip());
    }

    /** The tenant's API, with another token. */
    GatewayClient api(String token) {
        return new GatewayClient(URI.create(url()), "demo", Optional.of(token), World.ofProcess(), trust());
    }

    /** Java's own. */
    static SSLContext trust() {
        try {
            return TrustedCa.context(Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pid that the home names, if there is one: gateway, worker or database. */
    Optional<Long> pid(String what) {
        Path file =
                "database".equals(what) ? home.resolve("pgdata/postmaster.pid") : home.resolve("run/" + what + ".pid");
        return Files.exists(file)
                ? read(file).lines().findFirst().map(line -> Long.parseLong(line.strip()))
                : Optional.empty();
    }

    void kill(String what) {
        pid(what).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Kills every process of this home at once, as a power cut would. */
    void killEverything() {
        Processes.under(home).forEach(process -> process.handle().destroyForcibly());
        until("every process of the home is gone", () -> Processes.under(home).isEmpty());
    }

    static void until(String what, BooleanSupplier condition) {
        until(what, Duration.ofMinutes(2), condition);
    }

    static void until(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    static JsonNode parse(String json) {
        try {
            return Json.parse(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CommandRun execute(String input, List<String> command, Path folder) {
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("GATEHOUSE_HOME", home.toString());
            builder.environment().put("GATEHOUSE_PORT", Integer.toString(port));
            return finish(builder, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandRun finish(ProcessBuilder builder, String input) throws IOException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("did not end: " + builder.command() + "\n" + Files.readString(err));
            }
            return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** The first of two ports that are free, below those that the system gives to outgoing connections. */
    static int twoFreePorts() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    var _ = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException taken) {
                // The next guess may be free.
            }
        }
    }

    @Override
    public void close() throws IOException {
        gatehouse("down");
        Processes.under(home).forEach(process -> process.handle().destroyForcibly());
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
