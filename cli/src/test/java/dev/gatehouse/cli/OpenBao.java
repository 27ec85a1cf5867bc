package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real OpenBao on loopback, unsealed and in memory, with the secrets engine {@code secret} (KV, version 2). PyPI has its
 * binary; it is fetched when it is first needed.
 */
final class OpenBao implements AutoCloseable {
    private static final String ROOT_TOKEN = "root-of-a-test";

    private final PythonTools tools;
    private final Process process;
    private final int port;
    private final Path folder;

    private OpenBao(PythonTools tools, Process process, int port, Path folder) {
        this.tools = tools;
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /** Starts one, which writes below the folder. */
    static OpenBao startedIn(Path folder) throws IOException {
        PythonTools tools = PythonTools.installed("openbao");
        int port = Ports.free();
        var builder = new ProcessBuilder(List.of(
                        tools.programs().resolve("bao").toString(),
                        "server",
                        "-dev",
                        "-dev-no-store-token",
                        "-dev-root-token-id=" + ROOT_TOKEN,
                        "-dev-listen-address=127.0.0.1:" + port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openbao.log").toFile());
        builder.environment().put("HOME", folder.toString());
        var server = new OpenBao(tools, builder.start(), port, folder);
        try {
            Installation.until("OpenBao has its secrets engine", server::isReady);
        } catch (AssertionError | RuntimeException never) {
            server.close();
            throw never;
        }
        return server;
    }

    private boolean isReady() {
        assertThat(process.isAlive()).as("OpenBao runs").isTrue();
        try {
            return Ports.listens(port) && bao("secrets", "list").out().contains("secret/");
        } catch (IOException notYet) {
            return false;
        }
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** With which somebody may do anything in it. */
    String rootToken() {
        return ROOT_TOKEN;
    }

    /** Runs its command line as its administrator. */
    CommandRun bao(String... words) throws IOException {
        return tools.run(environment(), "bao", words);
    }

    /** What such a command says that succeeds. */
    String done(String... words) throws IOException {
        CommandRun run = bao(words);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out().strip();
    }

    /** What its command line, and a shell that runs it, has to know. */
    Map<String, String> environment() {
        Map<String, String> environment = environment(tools, address(), folder);
        environment.put("BAO_TOKEN", ROOT_TOKEN);
        return environment;
    }

    /** The same for whoever has no token. */
    static Map<String, String> environment(PythonTools tools, String address, Path folder) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("BAO_ADDR", address);
        environment.put("HOME", folder.toString());
        environment.put("PATH", tools.programs() + ":" + System.getenv("PATH"));
        return environment;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
