package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalCommandsTest {
    private static final String TENANT = "/api/v1/demo";
    private static final String DIGEST = "ab".repeat(32);
    private static final String WAITING = """
            {"id": "a1", "execution": "e1", "job": "acme.prod/etl", "revision": 3, "state": "waiting",
             "requestedBy": {"id": "s1", "name": "ada"}, "requestedAt": "2030-01-01T00:00:00Z",
             "expiresAt": "2030-01-01T04:00:00Z", "digest": "%s", "mayDecide": true,
             "rules": [{"name": "acme.prod/two-people", "message": "Two people", "count": 2, "given": 1}],
             "votes": [{"by": {"id": "s2", "name": "bob"}, "vote": "approve", "comment": "fine\\nstate      approved",
                        "at": "2030-01-01T00:10:00Z", "counts": false}],
             "notices": [{"rule": "acme.prod/two-people", "state": "waiting", "tries": 2, "error": "status_503"}],
             "run": {"jobDigest": "cd", "author": "s9", "connector": "process", "workerGroup": "big", "timeout": "PT15M",
                     "attempts": 3, "priority": 0, "labels": {}, "env": ["DB_PASSWORD", "DAY"],
                     "secrets": ["embedded:acme/db"], "filled": {
                       "command": ["java", "Report.java", "\\u001b[31m"],
                       "env": {"DB_PASSWORD": [{"text": "x="}, {"secret": "acme/db"}], "DAY": [{"text": "monday"}]},
                       "stdin": [{"text": "one\\nstate      approved\\u202e"}],
                       "files": [{"path": "Report.java", "size": 9, "sha256": "ef", "text": [{"text": "class R {}"}]},
                                 {"path": ".pgpass", "size": 5, "text": [{"text": "a\\nh:"}, {"secret": "acme/db"}, {"text": ":z"}]},
                                 {"path": "logo.png", "size": 3, "sha256": "12", "base64": "AAEC"},
                                 {"path": "long.sql", "size": 9000, "sha256": "34", "text": [{"text": "drop table everything"}]}],
                       "inputs": {"day": "2030-01-01"}, "launch": {}}}}
            """.formatted(DIGEST);

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
    void listShowsWhatWaitsForOneselfAndAllWhenAsked() {
        gateway.answers("GET " + TENANT + "/approvals?mine=true", 200, "{\"items\": [" + WAITING + "]}");
        gateway.answers("GET " + TENANT + "/approvals?mine=false&namespace=acme", 200, "{\"items\": []}");

        assertThat(CommandRun.of(folder, "approval", "list").out().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("a1")
                .contains("waiting", "1/2", "ada")
                .endsWith("acme.prod/etl@3");
        assertThat(CommandRun.of(folder, "approval", "list", "--all", "--namespace", "acme")
                        .out()
                        .lines())
                .hasSize(1);
    }

    @Test
    void showPrintsAllThatWouldRunAndHowToSayYesToIt() {
        gateway.answers("GET " + TENANT + "/approvals/a1", 200, WAITING);

        var run = CommandRun.of(folder, "approval", "show", "a1");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("job        acme.prod/etl@3\n")
                .contains("command    [\"java\",\"Report.java\",")
                .contains("inputs     {\"day\":\"2030-01-01\"}")
                .contains("secrets    [\"embedded:acme/db\"]")
                .contains("author     s9\n", "attempts   3\n")
                .contains("env        DB_PASSWORD\n           | x=\nsecret     + acme/db\nenv        DAY=monday\n")
                .contains("file       Report.java  9 bytes  sha256 ef\n           | class R {}\n")
                .contains("""
                        file       .pgpass  5 bytes  and its secrets
                                   | a
                                   | h:
                        secret     + acme/db
                                   + :z
                        """)
                .contains("file       logo.png  3 bytes  sha256 12\nbase64     AAEC\n")
                .contains("rule       acme.prod/two-people  1 of 2  Two people")
                .contains("(does not count)")
                .contains("status_503")
                .contains("digest     " + DIGEST);
        assertThat(run.err()).contains("gatehouse approval approve a1 --digest " + DIGEST);
    }

    @Test
    void aLongFileIsNamedWithItsHashAndShownWhenAsked() {
        gateway.answers("GET " + TENANT + "/approvals/a1", 200, WAITING);

        var brief = CommandRun.of(folder, "approval", "show", "a1");
        var full = CommandRun.of(folder, "approval", "show", "a1", "--full");

        assertThat(brief.out())
                .contains("file       long.sql  9000 bytes  sha256 34\n")
                .doesNotContain("drop table");
        assertThat(brief.err()).contains("--full", "long.sql");
        assertThat(full.out()).contains("           | drop table everything\n");
    }

    @Test
    void whoMayNotDecideSeesTheNamesOfVariables() {
        String names = WAITING.substring(0, WAITING.indexOf(", \"filled\"")) + "}}";
        gateway.answers("GET " + TENANT + "/approvals/a1", 200, names);

        var run = CommandRun.of(folder, "approval", "show", "a1");

        assertThat(run.out()).contains("env        [\"DB_PASSWORD\",\"DAY\"]").doesNotContain("command");
        assertThat(run.err()).contains("shown to those who may decide");
    }

    @Test
    void whatOthersWroteStaysInItsLine() {
        gateway.answers("GET " + TENANT + "/approvals/a1", 200, WAITING);

        String shown = CommandRun.of(folder, "approval", "show", "a1").out();

        assertThat(shown).doesNotContain("\u001b", "\u202e");
        assertThat(shown.lines().filter(line -> line.startsWith("state "))).containsExactly("state      waiting");
    }

    @Test
    void approveSendsTheDigestOfWhatWasSeen() {
        gateway.answers("POST " + TENANT + "/approvals/a1/approve", 200, WAITING.replace("waiting", "approved"));

        var run = CommandRun.of(folder, "approval", "approve", "a1", "--digest", DIGEST, "--comment", "fine");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("state      approved");
        assertThat(gateway.requests().getLast().body()).contains(DIGEST, "\"comment\":\"fine\"");
    }

    @Test
    void withoutADigestNothingIsSent() {
        assertThat(CommandRun.of(folder, "approval", "approve", "a1").exit()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void aRefusalIsTold() {
        gateway.answers("POST " + TENANT + "/approvals/a1/reject", 409, """
                {"code": "approval_changed", "detail": "Look at it again."}""");

        var run = CommandRun.of(folder, "approval", "reject", "a1", "--digest", DIGEST);

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("approval_changed", "Look at it again.");
    }
}
