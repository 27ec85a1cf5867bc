package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StopCommandsTest {
    private static final String SWITCHES = "/api/v1/demo/kill-switches";
    private static final String MAINTENANCE = "/api/v1/demo/maintenance";
    private static final String ADA = "019a0000-0000-7000-8000-00000000000a";
    private static final String SET = """
            {"id": "k1", "extent": {"namespace": "acme.data"}, "level": "KILL", "reason": "too much",
             "setAt": "2030-01-01T00:00:00Z", "done": false, "ended": {"revoked": 40, "stopped": 3}}""";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    private String bodyOf(String line) {
        return gateway.requests().stream()
                .filter(request -> request.line().equals(line))
                .findFirst()
                .orElseThrow()
                .body();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --all                    | {"tenant":true}
            --namespace=acme.data    | {"namespace":"acme.data"}
            --job=acme.data/etl      | {"job":"acme.data/etl"}
            --worker-group=gpu       | {"workerGroup":"gpu"}
            --subject=019a0000-0000-7000-8000-00000000000a | {"subject":"019a0000-0000-7000-8000-00000000000a"}
            """)
    void setNamesWhatItStops(String option, String extent) {
        gateway.answers("POST " + SWITCHES, 201, SET);

        var run = CommandRun.of(folder, "stop", "set", "KILL", option, "--reason", "too much", "--expires", "PT4H");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(bodyOf("POST " + SWITCHES))
                .isEqualTo(
                        "{\"extent\":" + extent + ",\"level\":\"KILL\",\"reason\":\"too much\",\"expires\":\"PT4H\"}");
        assertThat(run.out().lines().skip(1).findFirst().orElse(""))
                .startsWith("k1")
                .contains("KILL", "in force", "40 revoked, 3 stopped ...", "namespace acme.data")
                .endsWith("too much");
    }

    @Test
    void aSubjectIsLookedUpByItsName() {
        gateway.answers("GET /api/v1/demo/subjects?name=ada", 200, """
                {"items": [{"id": "%s", "name": "ada"}]}""".formatted(ADA));
        gateway.answers("POST " + SWITCHES, 201, SET);

        assertThat(CommandRun.of(folder, "stop", "set", "BLOCK", "--subject", "ada", "--reason", "away")
                        .exit())
                .isZero();

        assertThat(bodyOf("POST " + SWITCHES)).contains("{\"subject\":\"" + ADA + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop set KILL --reason x",
                "stop set KILL --all --job a/b --reason x",
                "stop set --all --reason x",
                "stop set STOP --all --reason x",
                "stop set KILL --all"
            })
    void whatSaysTooLittleOrTooMuchSetsNothing(String command) {
        assertThat(CommandRun.of(folder, command.split(" ")).exit()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void listShowsThoseInForceOrAllThereWere() {
        gateway.answers("GET " + SWITCHES + "?inForce=true", 200, "{\"items\": [" + SET + "]}");
        gateway.answers("GET " + SWITCHES + "?namespace=acme", 200, """
                {"items": [{"id": "k2", "extent": {"tenant": true}, "level": "BLOCK", "done": true, "liftedAt": "x", "liftedBy": "y"},
                           {"id": "k3", "extent": {"job": "a/b"}, "level": "BLOCK", "done": true, "liftedAt": "x"}]}""");

        assertThat(CommandRun.of(folder, "stop", "list").out()).contains("k1");
        assertThat(CommandRun.of(folder, "stop", "list", "--all", "--namespace", "acme")
                        .out()
                        .lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("k2", "lifted", "tenant"))
                .anySatisfy(line -> assertThat(line).contains("k3", "expired", "job a/b"));
    }

    @Test
    void liftShowsWhatWasLifted() {
        gateway.answers(
                "DELETE " + SWITCHES + "/k1",
                200,
                SET.replace("\"done\": false", "\"done\": true, \"liftedAt\": \"x\", \"liftedBy\": \"y\""));

        assertThat(CommandRun.of(folder, "stop", "lift", "k1").out()).contains("k1", "lifted", "3 stopped ");
    }

    @Test
    void aRefusalEndsWithItsCode() {
        gateway.answers("DELETE " + SWITCHES + "/k1", 403, "{\"code\": \"forbidden\", \"detail\": \"You may not.\"}");

        var run = CommandRun.of(folder, "stop", "lift", "k1");

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("forbidden");
    }

    @Test
    void maintenanceIsBegunShownAndEnded() {
        String on = """
                {"active": true, "installation": {"message": "theirs", "begunAt": "2030-01-01T00:00:00Z"},
                 "tenant": {"message": "back at ten", "begunAt": "2030-01-01T00:00:00Z"}}""";
        gateway.answers("PUT " + MAINTENANCE, 200, on);
        gateway.answers("GET " + MAINTENANCE, 200, on);
        gateway.answers("DELETE " + MAINTENANCE, 200, "{\"active\": false}");

        assertThat(CommandRun.of(folder, "maintenance", "begin", "back at ten").exit())
                .isZero();
        assertThat(bodyOf("PUT " + MAINTENANCE)).isEqualTo("{\"message\":\"back at ten\"}");
        assertThat(CommandRun.of(folder, "maintenance", "show").out().lines())
                .hasSize(3)
                .startsWith("in maintenance")
                .anySatisfy(line -> assertThat(line).startsWith("installation").endsWith("theirs"))
                .anySatisfy(line -> assertThat(line).startsWith("tenant").endsWith("back at ten"));
        assertThat(CommandRun.of(folder, "maintenance", "end").out()).isEqualTo("no maintenance\n");
        assertThat(CommandRun.of(folder, "maintenance", "end", "-o", "json").out())
                .contains("\"active\"");
    }
}
