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

class AuditEventsCommandTest {
    private static final String EVENTS = "GET /audit/demo/events?limit=";
    private static final String FAILED = """
            {"index": 7, "leaf": {"v": 1, "id": "a", "code": "authentication.failed", "at": "2026-11-27T10:00:00.000Z",
              "facts": {"reason": "expired", "count": 3}}, "details": {"address": "192.0.2.0/24"}}""";
    private static final String APPLIED = """
            {"leaf": {"id": "b", "code": "resource.applied", "at": "2026-11-27T10:00:01.000Z", "actor": "ada-id",
              "resource": "role/x@2", "facts": {}}, "details": {}}""";

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

    private CommandRun events(String... options) {
        String[] words = new String[options.length + 2];
        words[0] = "audit";
        words[1] = "events";
        System.arraycopy(options, 0, words, 2, options.length);
        return CommandRun.of(folder, words);
    }

    @Test
    void showsALineForEach() {
        gateway.answers(EVENTS + "100", 200, "{\"items\": [" + FAILED + ", " + APPLIED + "]}");

        var run = events();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1))
                .satisfiesExactly(
                        failed -> assertThat(failed)
                                .startsWith("2026-11-27T10:00:00.000Z  authentication.failed  ")
                                .endsWith("  reason=expired  count=3  address=192.0.2.0/24"),
                        applied -> assertThat(applied).contains("  ada-id  ").endsWith("  resource=role/x@2"));
    }

    @Test
    void asksForWhatIsWantedUntilThereIsEnough() {
        String query = "2&code=authentication.failed&execution=e&contains=192.0&since=2026-11-27T09%3A00%3A00Z";
        gateway.answers(EVENTS + query, 200, "{\"items\": [], \"next\": \"n1\"}");
        gateway.answers(
                EVENTS + query + "&after=n1", 200, "{\"items\": [" + FAILED + ", " + FAILED + "], \"next\": \"n2\"}");

        var run = events(
                "--code",
                "authentication.failed",
                "--execution",
                "e",
                "--contains",
                "192.0",
                "--since",
                "2026-11-27T09:00:00Z",
                "--limit",
                "2",
                "-o",
                "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(Installation.parse(run.out()).path("items")).hasSize(2);
        assertThat(gateway.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "P1Y", "2026-11-27", "PT99999999999999H"})
    void aTimeThatIsNoneIsNotAskedFor(String time) {
        var run = events("--since", time);

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("such as PT1H");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void whoMayNotReadTheLogIsRefused() {
        gateway.answers(EVENTS + "100", 403, "{\"code\": \"forbidden\", \"detail\": \"You may not do this here.\"}");

        assertThat(events().exit()).isEqualTo(ExitCode.REFUSED.number());
    }
}
