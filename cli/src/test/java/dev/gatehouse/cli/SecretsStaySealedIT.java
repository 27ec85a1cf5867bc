package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret's value is with its worker and its job and nowhere else; a job has no way into our database. */
class SecretsStaySealedIT {
    @TempDir
    private Path folder;

    private static Installation installation;

    @BeforeAll
    static void chooseAHome() throws IOException {
        installation = Installation.inNewHome();
    }

    @BeforeEach
    void bringUp() {
        installation.up();
    }

    @AfterAll
    static void takeDown() throws IOException {
        installation.close();
    }

    @Test
    void aCanaryIsFoundInNoFileNoLogNoEventAndNoProcessList() throws IOException {
        String canary = "canary-" + UUID.randomUUID();
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: canary}
                spec: {store: embedded}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: sing}
                spec:
                  timeout: PT1M
                  run:
                    process:
                      command:
                        - sh
                        - -c
                        - 'echo "plain $CANARY"; printf "%s" "$CANARY" | base64 -w 0; echo; sleep 3; test -n "$CANARY"'
                      env: {CANARY: "${{ secrets.canary }}"}
                """);
        assertThat(installation
                        .gatehouseWithInput(canary, "secret", "put", "demo.weather/canary")
                        .exit())
                .isZero();

        String id = installation.json("run", "demo.weather/sing").path("id").asText();
        Installation.until("it runs", () -> "RUNNING".equals(installation.state(id)));
        String processes = Processes.allArguments();
        Installation.until(
                "it ended", () -> !Set.of("QUEUED", "LEASED", "RUNNING").contains(installation.state(id)));

        assertThat(installation.state(id)).isEqualTo("SUCCEEDED");
        String logs = installation.gatehouse("logs", id).out();
        assertThat(logs).contains("plain ");
        List<String> forms =
                List.of(canary, Base64.getEncoder().encodeToString(canary.getBytes(StandardCharsets.UTF_8)));
        String events =
                installation.api().get("executions/" + id + "/events").orThrow().text();
        for (String form : forms) {
            assertThat(processes).doesNotContain(form);
            assertThat(logs).doesNotContain(form);
            assertThat(events).doesNotContain(form);
        }
        assertThat(installation.gatehouse("down").exit()).isZero();
        assertThat(filesWith(forms)).isEmpty();
    }

    @Test
    void theCanarySearchFindsWhatIsThere() throws IOException {
        String port =
                installation.read(installation.home().resolve("postgres.port")).strip();

        assertThat(filesWith(List.of(port))).contains(installation.home().resolve("postgres.port"));
    }

    @Test
    void aJobFindsEveryWayIntoOurDatabaseClosed() throws IOException {
        Files.writeString(folder.resolve("Burglar.java"), """
                import java.nio.file.*;
                import java.sql.*;

                class Burglar {
                    public static void main(String[] args) throws Exception {
                        String ours = "jdbc:postgresql://" + args[0] + "/gatehouse";
                        String report = "{\\"own password\\": \\"%s\\", \\"guess\\": \\"%s\\", \\"password file\\": \\"%s\\"}".formatted(
                                connect(ours, "weather", System.getenv("DB_PASSWORD")),
                                connect(ours, "gatehouse_app", "guess"),
                                read(Path.of(args[1], "app.password")));
                        Files.writeString(Path.of(System.getenv("GATEHOUSE_OUTPUTS")), report);
                    }

                    static String connect(String url, String user, String password) {
                        try (var connection = DriverManager.getConnection(url, user, password)) {
                            return "open";
                        } catch (SQLException refused) {
                            return refused.getSQLState();
                        }
                    }

                    static String read(Path file) throws Exception {
                        try {
                            return Files.readString(file);
                        } catch (AccessDeniedException refused) {
                            return "EACCES";
                        }
                    }
                }
                """);
        Files.writeString(folder.resolve("job.yaml"), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: burglar}
                spec:
                  timeout: PT1M
                  inputs:
                    type: object
                    required: [server, home]
                    properties: {server: {type: string}, home: {type: string}}
                  run:
                    process:
                      files: {Burglar.java: {from: Burglar.java}}
                      command: [java, -cp, tools/postgresql.jar, Burglar.java, "${{ inputs.server }}", "${{ inputs.home }}"]
                      env: {DB_PASSWORD: "${{ secrets.weather-db }}"}
                """);
        CommandRun applied =
                installation.gatehouse("apply", "-f", folder.resolve("job.yaml").toString());
        assertThat(applied.exit()).as(applied.err()).isZero();
        String port =
                installation.read(installation.home().resolve("postgres.port")).strip();

        JsonNode ended = installation.json(
                "run",
                "demo.weather/burglar",
                "--input",
                "server=127.0.0.1:" + port,
                "--input",
                "home=" + installation.home(),
                "--wait");

        assertThat(ended.path("outputs")).isEqualTo(Installation.parse("""
                {"own password": "42501", "guess": "28P01", "password file": "EACCES"}"""));
    }

    @Test
    void aJobThatNeedsASecretWithoutAValueFails() {
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: empty}
                spec: {store: embedded}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: hungry}
                spec:
                  run:
                    process:
                      command: [env]
                      env: {EMPTY: "${{ secrets.empty }}"}
                """);

        CommandRun run = installation.gatehouse("run", "demo.weather/hungry", "--wait");

        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        assertThat(run.out()).contains("state      FAILED (secret_missing)");
    }

    private List<Path> filesWith(List<String> needles) throws IOException {
        return FilesBelow.holding(
                installation.home(), content -> needles.stream().anyMatch(content::contains));
    }
}
