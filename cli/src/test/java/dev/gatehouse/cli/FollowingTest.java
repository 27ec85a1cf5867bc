package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --wait} and {@code logs -f}, over a gateway's streams. */
class FollowingTest {
    private static final String EVENTS = "text/event-stream";
    private static final String EXECUTIONS = "/api/v1/demo/executions";
    private static final String TOKEN = "gha_a-token-that-nobody-may-see";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, TOKEN);
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    @Test
    void runWithWaitShowsHowItEnded() {
        gateway.answers("POST " + EXECUTIONS, 201, """
                        {"id": "e1", "state": "QUEUED"}""")
                .answers("GET " + EXECUTIONS + "/e1", 200, EVENTS, """
                        retry: 2000

                        id: 2.RUNNING
                        event: state
                        data: {"id": "e1", "state": "RUNNING"}

                        """)
                .answers("GET " + EXECUTIONS + "/e1", 503, """
                        {"code": "database_unavailable"}""")
                .answers("GET " + EXECUTIONS + "/e1", 200, EVENTS, """
                        id: 3.SUCCEEDED
                        event: state
                        data: {"id": "e1", "state": "SUCCEEDED", "endedAt": "2026-01-01T00:00:00Z", "exitCode": 0, "traceId": "abc", "outputs": {"rows": 600.0, "by": [{"a": 1}]}}

                        event: end
                        data: {"state": "SUCCEEDED"}

                        """)
                .answers("GET " + EXECUTIONS + "/e1/logs", 200, "text/plain", "hello\n");

        var run = CommandRun.of(folder, "run", "a/b", "--wait");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("""
                execution  e1
                state      SUCCEEDED
                exit code  0
                trace      abc
                outputs    {
                  "rows": 600.0,
                  "by": [
                    {"a":1}
                  ]
                }
                logs
                hello
                """);
        assertThat(run.err()).isEqualTo("running …\n");
        assertThat(gateway.requests())
                .filteredOn(request -> request.line().endsWith("/e1"))
                .extracting(request -> request.header("Last-event-id"))
                .containsExactly("", "2.RUNNING", "2.RUNNING");
    }

    @Test
    void logsThatAreFollowedGoOnAfterACutWithoutALineTwiceOrMissing() {
        gateway.answers("GET " + EXECUTIONS + "/e1/logs", 200, EVENTS, """
                        id: 1.0
                        event: log
                        data: {"attempt":1,"seq":0,"stream":"stdout","text":"one\\n"}

                        id: 1.1
                        event: log
                        data: {"attempt":1,"seq":1,"str""")
                .answers("GET " + EXECUTIONS + "/e1/logs", 200, EVENTS, """
                        id: 1.1
                        event: log
                        data: {"attempt":1,"seq":1,"stream":"stdout","base64":"dHdvCg=="}

                        event: end
                        data: {"state": "FAILED"}

                        """);

        var run = CommandRun.of(folder, "logs", "-f", "e1");

        assertThat(run).isEqualTo(new CommandRun(0, "one\ntwo\n", ""));
        assertThat(gateway.requests())
                .extracting(request -> request.header("Last-event-id"))
                .containsExactly("", "1.0");
    }

    @Test
    void runWithWaitLooksNowAndThenWhereThereIsNoRoomForAStream() {
        gateway.answers("POST " + EXECUTIONS, 201, """
                        {"id": "e1", "state": "QUEUED"}""")
                .answers("GET " + EXECUTIONS + "/e1", 429, """
                        {"code": "too_many_streams"}""")
                .answers("GET " + EXECUTIONS + "/e1", 200, """
                        {"id": "e1", "state": "SUCCEEDED", "endedAt": "2026-01-01T00:00:00Z"}""");

        var run = CommandRun.of(folder, "run", "a/b", "--wait", "-o", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(gateway.requests())
                .filteredOn(request -> request.line().endsWith("/e1"))
                .extracting(request -> request.header("Accept"))
                .containsExactly(
                        "text/event-stream, application/problem+json;q=0.5",
                        "application/json, application/problem+json");
    }

    @Test
    void logsThatAreFollowedForAProgramAreALineOrADocumentEach() {
        gateway.answers("GET " + EXECUTIONS + "/e1/logs", 200, EVENTS, """
                id: 1.0
                event: log
                data: {"attempt":1,"seq":0,"text":"one\\n"}

                id: 1.1
                event: log
                data: {"attempt":1,"seq":1,"text":"two\\n"}

                event: end
                data: {}

                """);

        assertThat(CommandRun.of(folder, "logs", "-f", "e1", "-o", "json").out())
                .isEqualTo("""
                {"attempt":1,"seq":0,"text":"one\\n"}
                {"attempt":1,"seq":1,"text":"two\\n"}
                """);
        assertThat(CommandRun.of(folder, "logs", "-f", "e1", "-o", "yaml").out())
                .isEqualTo("""
                ---
                attempt: 1
                seq: 0
                text: |
                  one
                ---
                attempt: 1
                seq: 1
                text: |
                  two
                """);
    }

    @Test
    void logsThatMayNotBeFollowedAreRefused() {
        gateway.answers("GET " + EXECUTIONS + "/e1/logs", 403, """
                {"code": "denied", "detail": "You may not read logs."}""");

        assertThat(CommandRun.of(folder, "logs", "-f", "e1"))
                .isEqualTo(new CommandRun(3, "", "gatehouse: denied (403): You may not read logs.\n"));
    }

    @Test
    void runWithWaitAndJsonTellsTheIdBeforeTheEnd() {
        gateway.answers("POST " + EXECUTIONS, 201, """
                        {"id": "e1", "state": "QUEUED"}""").answers("GET " + EXECUTIONS + "/e1", 200, EVENTS, """
                        event: state
                        data: {"id": "e1", "state": "SUCCEEDED", "endedAt": "2026-01-01T00:00:00Z"}

                        event: end
                        data: {}

                        """);

        var run = CommandRun.of(folder, "run", "a/b", "--wait", "-o", "json");

        assertThat(run.err()).isEqualTo("execution  e1\n");
        assertThat(Installation.parse(run.out()).path("state").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void runWithWaitExitsWithOneWhenTheRunDidNotSucceed() {
        gateway.answers("POST " + EXECUTIONS, 201, """
                        {"id": "e1", "state": "QUEUED"}""")
                .answers("GET " + EXECUTIONS + "/e1", 200, EVENTS, """
                        event: state
                        data: {"id": "e1", "state": "FAILED", "error": "secret_missing", "endedAt": "2026-01-01T00:00:00Z"}

                        event: end
                        data: {}

                        """)
                .answers("GET " + EXECUTIONS + "/e1/logs", 403, """
                        {"code": "denied", "detail": "You may not read logs."}""");

        var run = CommandRun.of(folder, "run", "a/b", "--wait");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("state      FAILED (secret_missing)");
        assertThat(run.err()).contains("no logs: denied (403): You may not read logs.");
    }
}
