package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real OpenBao that believes a real installation's runs. What the page on run identity says is done as it says it, from
 * nothing; then jobs log in with nothing but their own token.
 */
class RunIdentityIT {
    private static final Path EXAMPLE = Clone.ROOT.resolve("examples/run-identity");
    private static final String SECRET = "correct-horse-battery";

    @TempDir
    static Path folder;

    private static KeptOpenBao openBao;
    private static Installation installation;
    private static CommandRun shown;

    @BeforeAll
    static void doAsThePageSays() throws IOException {
        Page page = Page.named("run-identity.md");
        List<String> commands = page.commands();
        assertThat(commands).hasSize(3);
        openBao = KeptOpenBao.startedIn(folder);
        installation = Installation.inNewHome();
        openBao.administrators().forEach(installation::with);
        run(commands.get(0));
        run(commands.get(1));
        List<String> administrators = page.block("bash");
        assertThat(administrators).hasSize(5).allMatch(line -> line.contains("bao "));
        administrators.forEach(RunIdentityIT::run);
        shown = run(commands.getLast());
    }

    @AfterAll
    static void takeDown() throws IOException {
        installation.close();
        openBao.close();
    }

    /** With this installation's address in place of the page's. */
    private static CommandRun run(String command) {
        CommandRun run = installation.shell(command.replace("http://127.0.0.1:8080", installation.url()), Clone.ROOT);
        assertThat(run.exit()).as(command + "\n" + run.out() + run.err()).isZero();
        return run;
    }

    /** The example in another namespace, with something else in it, run to its end. */
    private static JsonNode ran(String namespace, String from, String to) throws IOException {
        String manifest = Files.readString(EXAMPLE.resolve("job.yaml"));
        assertThat(manifest).contains(from, "acme.etl");
        Path copy = Files.createDirectories(folder.resolve(namespace));
        Files.writeString(
                copy.resolve("job.yaml"),
                manifest.replace("acme.etl", namespace).replace(from, to));
        Files.copy(EXAMPLE.resolve("Login.java"), copy.resolve("Login.java"));
        CommandRun applied =
                installation.gatehouse("apply", "-f", copy.resolve("job.yaml").toString());
        assertThat(applied.exit()).as(applied.err()).isZero();
        CommandRun run = installation.gatehouse(
                "run", namespace + "/report", "--input", "address=" + openBao.address(), "--wait", "-o", "json");
        return Installation.parse(run.out());
    }

    private static String log(JsonNode execution) {
        return installation.gatehouse("logs", execution.path("id").asText()).out();
    }

    @Test
    void aJobReadsItsOwnSecretWithNoCredentialButItself() {
        assertThat(shown.out()).contains("logged in", "the password has " + SECRET.length() + " characters");
        assertThat(shown.out()).doesNotContain(SECRET, "eyJ");
    }

    @Test
    void aJobOfTheSameNameInAnotherNamespaceIsRefusedByTheSameRole() throws IOException {
        JsonNode ended = ran("acme.other", "Loads and reports", "Something else");

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(log(ended)).contains("OpenBao answered 400", "namespace").doesNotContain("logged in");
    }

    @Test
    void aTokenForSomebodyElseIsRefused() throws IOException {
        JsonNode ended = ran("acme.astray", "https://openbao.example\", file", "https://other.example\", file");

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(log(ended)).contains("OpenBao answered 400", "audience").doesNotContain("logged in");
    }

    @Test
    void eachTokenIsAnEventAndNoPartOfAnyOutput() throws IOException {
        JsonNode ended = ran("acme.talks", "command: [java, Login.java,", "command: [cat, openbao.jwt,");

        assertThat(log(ended)).contains("***").doesNotContain("eyJ");
        String events = installation
                .api()
                .get("executions/" + ended.path("id").asText() + "/events")
                .orThrow()
                .json()
                .toString();
        assertThat(events).contains("execution.identified").doesNotContain("eyJ");
    }
}
