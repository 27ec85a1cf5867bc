package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretUsesCommandTest {
    private static final String USES = "GET /api/v1/demo/secrets/acme.data/db/uses";
    private static final String FIRST = "019a0000-0000-7000-8000-00000000000a";
    private static final String SECOND = "019a0000-0000-7000-8000-00000000000b";

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

    private static String use(String execution, String rest) {
        return """
                {"execution": "%s", "attempt": 1, "store": "bao", "path": "kv/acme/db", "key": "password",
                 "at": "2030-01-01T00:00:00Z"%s}""".formatted(execution, rest);
    }

    @Test
    void showsALineForEachRunOfAllPages() {
        gateway.answers(
                USES, 200, "{\"items\": [" + use(SECOND, ", \"version\": \"7\"") + "], \"next\": \"" + SECOND + "\"}");
        gateway.answers(
                USES + "?after=" + SECOND, 200, "{\"items\": [" + use(FIRST, ", \"lease\": \"creds/1\"") + "]}");

        var run = CommandRun.of(folder, "secret", "uses", "acme.data/db");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().toList())
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(1))
                        .startsWith(SECOND)
                        .contains(" 7 ", "2030-01-01T00:00:00Z")
                        .endsWith("bao/kv/acme/db#password"))
                .satisfies(lines -> assertThat(lines.get(2))
                        .startsWith(FIRST)
                        .contains(" - ")
                        .endsWith("bao/kv/acme/db#password under creds/1"));
    }

    @Test
    void showsThoseOfOneVersionAsJson() {
        gateway.answers(USES + "?version=7", 200, "{\"items\": [" + use(FIRST, ", \"version\": \"7\"") + "]}");

        var run = CommandRun.of(folder, "secret", "uses", "acme.data/db", "--version", "7", "-o", "json");

        assertThat(Installation.parse(run.out())
                        .path("items")
                        .get(0)
                        .path("execution")
                        .asText())
                .isEqualTo(FIRST);
    }

    @Test
    void whoMayNotReadTheSecretIsRefused() {
        gateway.answers(USES, 403, "{\"code\": \"forbidden\", \"detail\": \"You may not do this here.\"}");

        var run = CommandRun.of(folder, "secret", "uses", "acme.data/db");

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.out()).doesNotContain(FIRST);
    }

    @Test
    void asksNothingWhereTheNameIsNone() {
        var run = CommandRun.of(folder, "secret", "uses", "db");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("NAMESPACE/NAME");
        assertThat(gateway.requests()).isEmpty();
    }
}
