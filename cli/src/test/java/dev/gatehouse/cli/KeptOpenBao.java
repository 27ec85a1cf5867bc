package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real OpenBao that keeps what it has on disk: it can be killed, and comes back with that. */
final class KeptOpenBao implements AutoCloseable {
    private static final Pattern ROOT_TOKEN = Pattern.compile("Initial Root Token: (\\S+)");

    private final PythonTools tools;
    private final Path folder;
    private final int port;
    private final String starting;
    private final String unsealing;

    private KeptOpenBao(PythonTools tools, Path folder, int port, String starting, String unsealing) {
        this.tools = tools;
        this.folder = folder;
        this.port = port;
        this.starting = starting;
        this.unsealing = unsealing;
    }

    /**
     * A new one below the folder.
     *
     * @param starting what a page says that starts one, for its first time
     * @param unsealing what a page says then
     */
    static KeptOpenBao startedIn(Path folder, String starting, String unsealing) throws IOException {
        int port = Installation.twoFreePorts();
        var server = new KeptOpenBao(PythonTools.installed("openbao"), folder, port, starting, unsealing);
        server.start(starting, unsealing);
        return server;
    }

    private void start(String start, String unseal) {
        run(start);
        Installation.until("OpenBao listens", () -> Ports.listens(port));
        run(unseal);
        Installation.until("OpenBao leads its cluster of one", this::leads);
    }

    private void run(String script) {
        CommandRun run = Installation.shell(here(script), folder, environment());
        assertThat(run.exit()).as(script + "\n" + run.out() + run.err()).isZero();
    }

    private boolean leads() {
        try {
            CommandRun status = tools.run(environment(), "bao", "status");
            return status.exit() == 0 && status.out().contains("HA Mode                 active");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What a page says, with the address of this one. */
    String here(String text) {
        return text.replace("127.0.0.1:8200", "127.0.0.1:" + port).replace("127.0.0.1:8201", "127.0.0.1:" + (port + 1));
    }

    void kill() {
        Processes.under(folder.resolve("openbao"))
                .forEach(found -> found.handle().destroyForcibly());
        Installation.until("OpenBao is gone", () -> !Ports.listens(port));
    }

    /** After it was killed. */
    void comeBack() {
        start(line(starting, "bao server "), line(unsealing, "bao operator unseal "));
    }

    private static String line(String script, String beginning) {
        return script.lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    /** Runs its command line as somebody. */
    CommandRun bao(String token, String... words) throws IOException {
        Map<String, String> environment = environment();
        environment.put("BAO_TOKEN", token);
        return tools.run(environment, "bao", words);
    }

    /** What such a command of somebody says that succeeds. */
    String done(String token, String... words) throws IOException {
        CommandRun run = bao(token, words);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out().strip();
    }

    /** With which somebody may do anything in it. */
    String rootToken() throws IOException {
        Matcher found = ROOT_TOKEN.matcher(Files.readString(folder.resolve("openbao/keys")));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    /** What a shell that runs its command line has to know, but for the token. */
    Map<String, String> environment() {
        return OpenBao.environment(tools, "http://127.0.0.1:" + port, folder);
    }

    @Override
    public void close() {
        kill();
    }
}
