package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretLeaseCommandsTest {
    private static final String LEASES = "GET /api/v1/demo/secret-leases?stuck=";
    private static final String LEASE = "7d9f1a52-6a3b-4c8e-9f00-0123456789ab";
    private static final String GIVE_UP = "POST /api/v1/demo/secret-leases/" + LEASE + "/give-up";
    private static final String STUCK = """
            {"items": [{"id": "%s", "execution": "019a0000-0000-7000-8000-00000000000a", "store": "bao",
             "server": "https://bao.example", "accessor": "abc", "state": "revoking", "renewed": 1, "tries": 7,
             "reason": "timeout", "createdAt": "2030-01-01T00:00:00Z", "expiresAt": "2030-01-02T00:00:00Z"}]}""".formatted(LEASE);

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
    void showsALineForEachThatIsStuckAndWhy() {
        gateway.answers(LEASES + "true&store=bao", 200, STUCK);

        var run = CommandRun.of(folder, "secretstore", "leases", "bao", "--stuck");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().toList())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.getLast())
                        .startsWith(LEASE)
                        .contains("bao", "revoking", " 7 ")
                        .endsWith("timeout"));
    }

    @Test
    void showsAllThatAreOpenAsJson() {
        gateway.answers(LEASES + "false", 200, STUCK);

        var run = CommandRun.of(folder, "secretstore", "leases", "-o", "json");

        assertThat(Installation.parse(run.out())
                        .path("items")
                        .get(0)
                        .path("accessor")
                        .asText())
                .isEqualTo("abc");
    }

    @Test
    void givesOneUpWithAReason() {
        gateway.answers(GIVE_UP, 200, "{\"id\": \"" + LEASE + "\", \"state\": \"given_up\"}");

        var run = CommandRun.of(folder, "secretstore", "give-up", LEASE, "--reason", "dropped by hand");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(gateway.requests()).last().asString().contains("dropped by hand");
    }

    @Test
    void whoIsNoPersonIsRefusedAndNothingIsAskedWithoutAReason() {
        gateway.answers(GIVE_UP, 403, "{\"code\": \"person_needed\", \"detail\": \"Only a person gives up a lease.\"}");

        assertThat(CommandRun.of(folder, "secretstore", "give-up", LEASE).exit())
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(gateway.requests()).isEmpty();
        var run = CommandRun.of(folder, "secretstore", "give-up", LEASE, "--reason", "dropped by hand");

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("person_needed");
    }
}
