package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyCommandsTest {
    private static final String KEYS = "/api/v1/demo/master-keys";
    private static final String OLD = "0123456789abcdef";
    private static final String YOUNG = "fedcba9876543210";

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

    @Test
    void listShowsWhichKeyWrapsAndWhatIsLeftUnderTheOthers() {
        gateway.answers("GET " + KEYS, 200, """
                {"gateways": 2,  "items": [
                  {"id": "%s", "current": false, "rows": 40, "gateways": 2},
                  {"id": "%s", "current": true, "rows": 2, "gateways": 2, "place": "file",
                   "addedAt": "2030-01-01T00:00:00Z", "promotedAt": "2030-01-01T00:01:00Z"}]}""".formatted(OLD, YOUNG));

        var run = CommandRun.of(folder, "masterkey", "list");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().toList()).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(1)).startsWith(OLD).contains("40", "2 of 2");
            assertThat(lines.get(2))
                    .startsWith(YOUNG)
                    .contains("rotating", "file")
                    .endsWith("2030-01-01T00:01:00Z");
        });
    }

    @Test
    void addShowsTheIdAlone() {
        gateway.answers("POST " + KEYS, 201, "{\"id\": \"" + YOUNG + "\"}");

        assertThat(CommandRun.of(folder, "masterkey", "add")).isEqualTo(new CommandRun(0, YOUNG + "\n", ""));
    }

    @Test
    void promoteSaysThatAGatewayLacksTheKey() {
        gateway.answers("POST " + KEYS + "/" + YOUNG + "/promote", 409, """
                {"code": "key_not_everywhere", "detail": "Of 2 gateways only 1 know this key."}""");

        var run = CommandRun.of(folder, "masterkey", "promote", YOUNG);

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("only 1");
    }

    @Test
    void promoteNamesTheKey() {
        gateway.answers("POST " + KEYS + "/" + YOUNG + "/promote", 200, "{\"id\": \"" + YOUNG + "\"}");

        assertThat(CommandRun.of(folder, "masterkey", "promote", YOUNG))
                .isEqualTo(new CommandRun(0, "", "promoted  " + YOUNG + "\n"));
    }

    @Test
    void theKeyItselfIsNeverSentInAnAddress() {
        var run = CommandRun.of(folder, "masterkey", "promote", "A".repeat(43));

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("masterkey list").doesNotContain("AAAA");
        assertThat(gateway.requests()).isEmpty();
    }
}
