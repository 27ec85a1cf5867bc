package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionCommandsTest {
    private static final String SESSIONS = "/api/v1/demo/sessions";
    private static final String ID = "019a0000-0000-7000-8000-00000000000a";
    private static final String SHOWN = """
            {"items": [{"id": "%s", "provider": "okta", "client": "Firefox on Linux", "groups": [],
                        "startedAt": "2030-01-01T00:00:00Z", "seenAt": "2030-01-01T08:00:00Z"}]}""".formatted(ID);

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
    void listShowsOnesOwn() {
        gateway.answers("GET " + SESSIONS + "/own", 200, SHOWN);

        var run = CommandRun.of(folder, "session", "list");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .startsWith(ID)
                .contains("2030-01-01T08:00:00Z", "okta")
                .endsWith("Firefox on Linux");
    }

    @Test
    void listShowsThoseOfASubjectAsJson() {
        gateway.answers("GET " + SESSIONS + "?subject=" + ID, 200, SHOWN);

        var run = CommandRun.of(folder, "session", "list", "--subject", ID, "-o", "json");

        assertThat(Installation.parse(run.out()).path("items").get(0).path("id").asText())
                .isEqualTo(ID);
    }

    @Test
    void revokeEndsTheOneOfTheId() {
        gateway.answers("DELETE " + SESSIONS + "/" + ID, 204, "");

        assertThat(CommandRun.of(folder, "session", "revoke", ID))
                .isEqualTo(new CommandRun(0, "", "revoked   " + ID + "\n"));
    }

    @Test
    void theCookieItselfIsNeverSentInAnAddress() {
        var run = CommandRun.of(folder, "session", "revoke", "gbs_secret");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("session list").doesNotContain("gbs_secret");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void whoMayNotIsRefused() {
        gateway.answers("DELETE " + SESSIONS + "/" + ID, 403, """
                {"code": "forbidden", "detail": "You may not do this here."}""");

        assertThat(CommandRun.of(folder, "session", "revoke", ID).exit()).isEqualTo(ExitCode.REFUSED.number());
    }
}
