package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCommandsTest {
    private static final String TOKENS = "/api/v1/demo/tokens";
    private static final String ID = "019a0000-0000-7000-8000-00000000000a";
    private static final String SHOWN = """
            {"id": "%s", "for": "ada", "name": "my laptop", "hint": "gha_…Ab1c", "expiresAt": "2030-01-01T00:00:00Z",
             "permissions": ["job:read", "log:read"], "namespace": "acme.data"}""".formatted(ID);

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
    void createWithoutAnAccountMakesATokenOfOnesOwn() {
        gateway.answers("POST " + TOKENS + "/own", 201, """
                {"token": "gha_new", "expiresAt": "2030-01-01T00:00:00Z"}""");

        var run = CommandRun.of(
                folder,
                "token",
                "create",
                "--permission",
                "job:read",
                "--permission",
                "log:read",
                "--namespace",
                "acme.data",
                "--name",
                "my laptop",
                "--expires",
                "P30D");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("gha_new\n");
        assertThat(gateway.requests().getFirst().body()).isEqualTo("""
                {"name":"my laptop","permissions":["job:read","log:read"],"namespace":"acme.data","expires":"PT720H"}""");
    }

    @Test
    void anAccountNeedsItsRoleAndNoScope() {
        assertThat(CommandRun.of(folder, "token", "create", "--for", "ci", "--expires", "PT1H")
                        .exit())
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(CommandRun.of(
                                folder,
                                "token",
                                "create",
                                "--for",
                                "ci",
                                "--role",
                                "Launcher",
                                "--permission",
                                "job:read",
                                "--expires",
                                "PT1H")
                        .exit())
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void listShowsEachPageOfOnesOwn() {
        gateway.answers(
                        "GET " + TOKENS + "/own?namespace=acme.data",
                        200,
                        "{\"items\": [" + SHOWN + "], \"next\": \"" + ID + "\"}")
                .answers("GET " + TOKENS + "/own?namespace=acme.data&after=" + ID, 200, """
                        {"items": [{"id": "b", "for": "ada", "revokedAt": "2029-01-01T00:00:00Z"}]}""");

        var run = CommandRun.of(folder, "token", "list", "--namespace", "acme.data");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(3);
        assertThat(run.out().lines().skip(1).findFirst().orElse(""))
                .startsWith(ID)
                .contains("gha_…Ab1c", "2030-01-01")
                .contains("  ada  ")
                .endsWith("  my laptop             job:read,log:read in acme.data");
        assertThat(run.out().lines().skip(2).findFirst().orElse(""))
                .contains("revoked")
                .endsWith("all");
    }

    @Test
    void listShowsEverybodysAsJson() {
        gateway.answers("GET " + TOKENS, 200, "{\"items\": [" + SHOWN + "]}");

        var run = CommandRun.of(folder, "token", "list", "--all", "-o", "json");

        assertThat(Installation.parse(run.out()).path("items").get(0).path("id").asText())
                .isEqualTo(ID);
    }

    @Test
    void revokeEndsTheTokenOfTheId() {
        gateway.answers("DELETE " + TOKENS + "/" + ID, 204, "");

        var run = CommandRun.of(folder, "token", "revoke", ID);

        assertThat(run).isEqualTo(new CommandRun(0, "", "revoked   " + ID + "\n"));
    }

    @Test
    void rotateShowsTheNewTokenAndWhenTheOldOneEnds() {
        gateway.answers("POST " + TOKENS + "/" + ID + "/rotate", 201, """
                {"token": "gha_new", "expiresAt": "2030-01-01T00:00:00Z", "oldEndsAt": "2029-01-01T00:00:00Z"}""");

        var run = CommandRun.of(folder, "token", "rotate", ID, "--overlap", "PT2H", "--expires", "P30D");

        assertThat(run.out()).isEqualTo("gha_new\n");
        assertThat(run.err()).contains("old ends  2029-01-01T00:00:00Z");
        assertThat(gateway.requests().getFirst().body()).isEqualTo("""
                {"overlap":"PT2H","expires":"PT720H"}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"revoke", "rotate"})
    void theTokenItselfIsNeverSentInAnAddress(String act) {
        var run = act.equals("revoke")
                ? CommandRun.of(folder, "token", "revoke", "gha_secret")
                : CommandRun.of(folder, "token", "rotate", "gha_secret", "--expires", "P1D");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).doesNotContain("gha_secret");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void whoMayNotIsRefused() {
        gateway.answers("DELETE " + TOKENS + "/" + ID, 403, """
                {"code": "forbidden", "detail": "You may not do this here."}""");

        assertThat(CommandRun.of(folder, "token", "revoke", ID).exit()).isEqualTo(ExitCode.REFUSED.number());
    }
}
