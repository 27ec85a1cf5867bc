package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTrialCommandsTest {
    private static final String LINT = "POST /api/v1/demo/policy/lint";
    private static final String REPLAY = "POST /api/v1/demo/policy/replay";
    private static final String[] PERIOD = {"--from", "2026-11-01T00:00:00Z", "--to", "2026-11-02T00:00:00+01:00"};

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
        Files.writeString(folder.resolve("rules.yaml"), "kind: Guardrail\n");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    @Test
    void lintShowsFindingsAndFails() {
        gateway.answers(LINT, 200, """
                {"revision": 3, "more": 0, "items": [
                  {"code": "rule_shadowed", "kind": "guardrail", "namespace": "acme", "name": "x", "message": "It decides nothing."},
                  {"code": "role_nobody_holds", "kind": "role", "namespace": "root", "name": "idle", "message": "Nobody."}]}
                """);

        assertThat(CommandRun.of(folder, "policy", "lint")).isEqualTo(new CommandRun(1, """
                rule_shadowed  guardrail acme/x
                  It decides nothing.
                role_nobody_holds  role idle
                  Nobody.
                Findings: 2
                """, ""));
        assertThat(gateway.requests().getFirst().body()).isEqualTo("{}");
    }

    @Test
    void lintWithoutFindingsSucceeds() {
        gateway.answers(LINT, 200, "{\"revision\": 3, \"more\": 0, \"items\": []}");

        var run = CommandRun.of(
                folder,
                "policy",
                "lint",
                "rules.yaml",
                "-n",
                "acme",
                "--remove",
                "Guardrail=acme/y",
                "--remove",
                "Role=z");

        assertThat(run).isEqualTo(new CommandRun(0, "Findings: 0\n", ""));
        assertThat(Installation.parse(gateway.requests().getFirst().body())).isEqualTo(Installation.parse("""
                {"namespace": "acme", "candidate": "kind: Guardrail\\n", "remove": [
                  {"kind": "Guardrail", "namespace": "acme", "name": "y"}, {"kind": "Role", "name": "z"}]}
                """));
    }

    @Test
    void lintTellsWhereAManifestIsWrong() {
        gateway.answers(LINT, 422, """
                {"code": "manifest_invalid", "detail": "The manifest breaks a rule.",
                 "errors": [{"pointer": "/spec", "line": 4, "column": 2, "message": "missing"}]}""");

        var run = CommandRun.of(folder, "policy", "lint", "rules.yaml");

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("rules.yaml:4:2");
    }

    @Test
    void aRuleThatCannotBeTakenAwayIsNamed() {
        String problem = """
                {"code": "unknown_rule", "detail": "A rule that is not there cannot be taken away.",
                 "errors": [{"pointer": "/remove/0", "message": "there is no guardrail acme/nosuch"}]}""";
        gateway.answers(LINT, 422, problem);
        gateway.answers(REPLAY, 422, problem);

        for (String[] words : new String[][] {
            {"policy", "lint", "--remove", "Guardrail=acme/nosuch"}, words("--remove", "Guardrail=acme/nosuch")
        }) {
            var run = CommandRun.of(folder, words);

            assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(run.err()).contains("unknown_rule", "there is no guardrail acme/nosuch");
        }
    }

    @Test
    void replayShowsGroupsAndASummary() {
        gateway.answers(REPLAY, 200, "application/x-ndjson", """
                {"asked": 500, "partial": 1}
                {"transition": "DENY->ALLOW", "count": 2, "rule": {"kind": "rolebinding", "name": "acme/all"}, "job": "acme/etl", "subjectKind": "service_account", "examples": ["d1", "d2"]}
                {"transition": "ALLOW->DENY", "count": 1, "job": "acme/etl", "subjectKind": "user", "examples": ["d3"]}
                {"summary": {"asked": 900, "partial": 1, "unchanged": 897, "differences": {"DENY->ALLOW": 2, "ALLOW->DENY": 1}, "ungrouped": {}}}
                """);

        var run = CommandRun.of(folder, words("rules.yaml"));

        assertThat(run).isEqualTo(new CommandRun(1, """
                DENY->ALLOW           2  acme/etl by a service account  by rolebinding acme/all
                    such as d1, d2
                ALLOW->DENY           1  acme/etl by a user
                    such as d3
                Asked: 900, unchanged: 897, not known in full: 1, differences: DENY->ALLOW 2, ALLOW->DENY 1
                """, "asked 500\n"));
        assertThat(Installation.parse(gateway.requests().getFirst().body()))
                .isEqualTo(Installation.parse("{\"candidate\": \"kind: Guardrail\\n\","
                        + " \"from\": \"2026-11-01T00:00:00Z\", \"to\": \"2026-11-01T23:00:00Z\"}"));
    }

    @Test
    void aReplayWithoutDifferencesSucceeds() {
        gateway.answers(REPLAY, 200, "application/x-ndjson", """
                {"summary": {"asked": 9, "partial": 0, "unchanged": 9, "differences": {}, "ungrouped": {}}}
                """);

        var run = CommandRun.of(folder, words());

        assertThat(run)
                .isEqualTo(new CommandRun(0, "Asked: 9, unchanged: 9, not known in full: 0, differences: none\n", ""));
    }

    @Test
    void aReplayThatWasCutIsNoAnswer() {
        gateway.answers(REPLAY, 200, "application/x-ndjson", "{\"asked\": 9, \"partial\": 0}\n");

        assertThat(CommandRun.of(folder, words()).exit()).isEqualTo(ExitCode.UNAVAILABLE.number());
    }

    @Test
    void aReplayThatIsRefusedSaysWhy() {
        gateway.answers(REPLAY, 403, "{\"code\": \"forbidden\", \"detail\": \"You may not do this here.\"}");

        var run = CommandRun.of(folder, words());

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("You may not do this here.");
    }

    @Test
    void aPeriodThatIsNoneIsNotAskedFor() {
        assertThat(CommandRun.of(folder, "policy", "replay", "--from", "yesterday")
                        .exit())
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(CommandRun.of(folder, "policy", "replay").exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(gateway.requests()).isEmpty();
    }

    private static String[] words(String... more) {
        String[] words = new String[2 + PERIOD.length + more.length];
        words[0] = "policy";
        words[1] = "replay";
        System.arraycopy(PERIOD, 0, words, 2, PERIOD.length);
        System.arraycopy(more, 0, words, 2 + PERIOD.length, more.length);
        return words;
    }
}
