package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandsTest {
    private static final String WORKERS = "/api/v1/demo/workers";
    private static final String ID = "019a0000-0000-7000-8000-00000000000a";
    private static final String DRAINING = """
            {"id": "%s", "name": "w 1", "workerGroup": "big", "state": "draining", "running": 2}""".formatted(ID);

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
    void listShowsEachPageOfTheWorkers() {
        gateway.answers("GET " + WORKERS, 200, "{\"items\": [" + DRAINING + "], \"next\": \"" + ID + "\"}")
                .answers("GET " + WORKERS + "?after=" + ID, 200, """
                        {"items": [{"id": "b", "name": "w2", "workerGroup": "default", "state": "gone", "running": 0}]}""");

        var run = CommandRun.of(folder, "worker", "list");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(3);
        assertThat(run.out().lines().skip(1))
                .first()
                .asString()
                .startsWith(ID)
                .contains("draining", "big", "2")
                .endsWith("w 1");
    }

    @Test
    void listHasTheAnswerAsJson() {
        gateway.answers("GET " + WORKERS, 200, "{\"items\": [" + DRAINING + "]}");

        var run = CommandRun.of(folder, "worker", "list", "-o", "json");

        assertThat(Installation.parse(run.out())
                        .path("items")
                        .get(0)
                        .path("state")
                        .asText())
                .isEqualTo("draining");
    }

    @Test
    void drainTakesAnId() {
        gateway.answers("POST " + WORKERS + "/" + ID + "/drain", 200, DRAINING);

        var run = CommandRun.of(folder, "worker", "drain", ID);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("draining");
    }

    @Test
    void revokeFindsAWorkerByItsName() {
        gateway.answers("GET " + WORKERS + "?name=w%201", 200, "{\"items\": [" + DRAINING + "]}")
                .answers("POST " + WORKERS + "/" + ID + "/revoke", 200, DRAINING.replace("draining", "revoked"));

        var run = CommandRun.of(folder, "worker", "revoke", "w 1");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("revoked");
    }

    @Test
    void aNameThatNobodyHasIsWrongUsageAndNothingIsRevoked() {
        gateway.answers("GET " + WORKERS + "?name=nobody", 200, "{\"items\": []}");

        var run = CommandRun.of(folder, "worker", "revoke", "nobody");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("no worker has the id or the name nobody");
        assertThat(gateway.requests()).hasSize(1);
    }

    @Test
    void whoMayNotIsRefused() {
        gateway.answers("POST " + WORKERS + "/" + ID + "/revoke", 403, """
                {"code": "forbidden", "detail": "You may not do this here."}""");

        assertThat(CommandRun.of(folder, "worker", "revoke", ID).exit()).isEqualTo(ExitCode.REFUSED.number());
    }
}
