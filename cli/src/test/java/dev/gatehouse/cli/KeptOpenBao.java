package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /** A new one below the folder, as the page on secrets starts it: what that does not mount in it is not there. */
    static KeptOpenBao startedIn(Path folder) throws IOException {
        List<String> scripts = page().scripts();
        assertThat(scripts).hasSize(3);
        assertThat(scripts.get(0)).contains("export BAO_ADDR=");
        assertThat(scripts.get(1)).contains("export BAO_TOKEN=");
        int port = Installation.twoFreePorts();
        var server = new KeptOpenBao(PythonTools.installed("openbao"), folder, port, scripts.get(0), scripts.get(1));
        server.start(server.starting, server.unsealing);
        server.run(scripts.get(2), server.administrators());
        return server;
    }

    /** What says how it is started. */
    static Page page() {
        return Page.named("secrets.md").subsection("OpenBao");
    }

    private void start(String start, String unseal) {
        run(start, environment());
        Installation.until("OpenBao listens", () -> Ports.listens(port));
        run(unseal, environment());
        Installation.until("OpenBao leads its cluster of one", this::leads);
    }

    private void run(String script, Map<String, String> environment) {
        CommandRun run = Installation.shell(here(script), folder, environment);
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

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** What a shell that runs its command line has to know, but for the token. */
    private Map<String, String> environment() {
        return OpenBao.environment(tools, address(), folder);
    }

    /** The same with the token, as the page leaves it behind in whoever's shell it was. */
    Map<String, String> administrators() throws IOException {
        Map<String, String> environment = environment();
        environment.put("BAO_TOKEN", rootToken());
        return environment;
    }

    @Override
    public void close() {
        kill();
    }
}
