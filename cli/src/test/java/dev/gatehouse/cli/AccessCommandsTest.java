package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessCommandsTest {
    private static final String TENANT = "/api/v1/demo";
    private static final String ADA = "019a0000-0000-7000-8000-00000000000a";
    private static final String OTHER = "019a0000-0000-7000-8000-00000000000b";
    private static final String ENDING = """
            {"id": "e1", "subject": "%s", "name": "ada", "reason": "administrator", "startedAt": "2030-01-01T00:00:00Z",
             "steps": [{"step": "tokens", "done": true, "ended": {"tokens": 2}},
                       {"step": "executions", "done": false, "ended": {"revoked": 40, "stopped": 3}}]}""".formatted(ADA);

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
    void endShowsHowFarTheEndHasCome() {
        gateway.answers("POST " + TENANT + "/subjects/" + ADA + "/end-access?dryRun=false", 202, ENDING);

        var run = CommandRun.of(folder, "access", "end", ADA);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1).findFirst().orElse(""))
                .startsWith("e1")
                .contains("administrator", "40 revoked, 3 stopped, 2 tokens")
                .endsWith("ada");
    }

    @Test
    void aNameIsLookedUpAndOneOfSeveralIsRefusedWithTheCandidates() {
        String one = "{\"id\": \"%s\", \"name\": \"ada\", \"source\": {\"type\": \"scim\", \"client\": \"okta\"}}"
                .formatted(ADA);
        String other =
                "{\"id\": \"%s\", \"name\": \"Ada\", \"source\": {\"type\": \"service_account\"}}".formatted(OTHER);
        gateway.answers("GET " + TENANT + "/subjects?name=ada", 200, "{\"items\": [" + one + "]}");
        gateway.answers("GET " + TENANT + "/subjects?name=Ada", 200, "{\"items\": [" + one + ", " + other + "]}");
        gateway.answers("POST " + TENANT + "/subjects/" + ADA + "/end-access?dryRun=false", 202, ENDING);
        gateway.answers("POST " + TENANT + "/subjects/" + ADA + "/end-access?dryRun=true", 200, "{\"name\": \"ada\"}");

        assertThat(CommandRun.of(folder, "access", "end", "ada").out()).contains("e1");
        assertThat(CommandRun.of(folder, "access", "end", "ada", "--dry-run").out())
                .isEqualTo("subject    ada\n");
        var run = CommandRun.of(folder, "access", "end", "Ada");
        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("\n  " + ADA + "  scim:okta\n", "\n  " + OTHER + "  service_account\n");
    }

    @Test
    void whoIsProvisionedHasToEndAtTheIdentityProviderToo() {
        gateway.answers("POST " + TENANT + "/subjects/" + ADA + "/end-access?dryRun=false", 202, ENDING);
        gateway.answers("POST " + TENANT + "/subjects/" + OTHER + "/end-access?dryRun=false", 202, ENDING);
        gateway.answers("GET " + TENANT + "/subjects/" + ADA, 200, """
                {"name": "ada", "source": {"type": "scim", "client": "okta"}}""");
        gateway.answers("GET " + TENANT + "/subjects/" + OTHER, 200, """
                {"name": "ci", "source": {"type": "service_account"}}""");

        assertThat(CommandRun.of(folder, "access", "end", ADA).err()).contains("okta", "active: true");
        assertThat(CommandRun.of(folder, "access", "end", OTHER)).satisfies(run -> {
            assertThat(run.exit()).isZero();
            assertThat(run.err()).isEmpty();
        });
    }

    @Test
    void aDryRunShowsWhatWouldEnd() {
        gateway.answers("POST " + TENANT + "/subjects/" + ADA + "/end-access?dryRun=true", 200, """
                {"subject": "%s", "name": "ada", "active": true, "ends": {"revoked": 40, "stopped": 3, "tokens": 2}}""".formatted(ADA));

        var run = CommandRun.of(folder, "access", "end", ADA, "--dry-run");

        assertThat(run.out()).isEqualTo("""
                subject    ada
                revoked    40
                stopped    3
                tokens     2
                """);
    }

    @Test
    void listShowsThoseOfOneSubject() {
        gateway.answers("GET " + TENANT + "/access-ends?subject=" + ADA, 200, "{\"items\": [" + ENDING + "]}");

        var run = CommandRun.of(folder, "access", "list", "--subject", ADA, "-o", "json");

        assertThat(Installation.parse(run.out()).path("items").get(0).path("id").asText())
                .isEqualTo("e1");
    }

    @Test
    void listNamesTheSessionThatALogoutEnded() {
        gateway.answers("GET " + TENANT + "/access-ends", 200, """
                {"items": [{"id": "e2", "name": "ada", "reason": "logged_out", "extent": "session", "session": "s1",
                            "startedAt": "2030-01-01T00:00:00Z", "steps": []}]}""");

        assertThat(CommandRun.of(folder, "access", "list").out().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .contains("logged_out", "1 session");
    }

    @Test
    void whoMayNotIsRefused() {
        gateway.answers("POST " + TENANT + "/subjects/" + ADA + "/end-access?dryRun=false", 403, """
                {"code": "forbidden", "detail": "You may not do this here."}""");

        assertThat(CommandRun.of(folder, "access", "end", ADA).exit()).isEqualTo(ExitCode.REFUSED.number());
    }
}
