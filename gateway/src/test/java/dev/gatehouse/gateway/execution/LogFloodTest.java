package dev.gatehouse.gateway.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class LogFloodTest {
    private static final int LARGEST = 64 * 1024;
    private static final int TEN_MEBIBYTES = 160;

    @Inject
    Stage stage;

    @Inject
    LogChunks logs;

    private LogOutcome append(Stage.Running run, long seq, String stream, byte[] bytes) {
        return logs.append(run.session(), run.lease(), 1, List.of(new LogPiece(seq, stream, bytes)));
    }

    private String stored(Stage.Running run, String what) {
        return stage.query(
                        "SELECT " + what + " FROM log_chunk WHERE execution_id = ?",
                        run.id().value())
                .orElseThrow();
    }

    @Test
    void tenMebibytesAndTheMarkAreKeptAndWhatGoesOnForEverIsNot() {
        var run = stage.running(stage.scene());
        for (int i = 0; i < TEN_MEBIBYTES; i++) {
            assertThat(append(run, i, "stdout", new byte[LARGEST])).isEqualTo(new LogOutcome.Stored());
        }
        byte[] mark = "the log ends here: 10 MiB is its limit\n".getBytes(UTF_8);
        assertThat(append(run, TEN_MEBIBYTES, "system", mark)).isEqualTo(new LogOutcome.Stored());

        LogOutcome outcome = new LogOutcome.Stored();
        for (int i = 1; i <= TEN_MEBIBYTES && outcome instanceof LogOutcome.Stored; i++) {
            outcome = append(run, TEN_MEBIBYTES + i, "stdout", new byte[LARGEST]);
        }

        assertThat(outcome).isEqualTo(new LogOutcome.TooLarge());
        assertThat(Long.parseLong(stored(run, "sum(octet_length(bytes))")))
                .isBetween(10L * 1024 * 1024 + mark.length, LogChunks.MAX_BYTES);
        assertThat(stage.column(run.id(), "log_bytes")).isEqualTo(stored(run, "sum(octet_length(bytes))"));
    }

    @Test
    void aChunkNumberBeyondTheLastIsRefusedHoweverSmallTheChunkIs() {
        var run = stage.running(stage.scene());

        assertThat(append(run, LogChunks.MAX_CHUNKS - 1, "stdout", new byte[1])).isEqualTo(new LogOutcome.Stored());
        assertThat(append(run, LogChunks.MAX_CHUNKS, "stdout", new byte[1])).isEqualTo(new LogOutcome.TooLarge());
        assertThat(stored(run, "count(*)")).isEqualTo("1");
    }

    @Test
    void aFloodOfOneExecutionLeavesTheOthersTheirLogs() {
        var scene = stage.scene();
        var flooding = stage.running(scene);
        var quiet = stage.running(scene);
        stage.sql(
                "UPDATE execution SET log_bytes = ? WHERE id = ?",
                LogChunks.MAX_BYTES,
                flooding.id().value());

        assertThat(append(flooding, 0, "stdout", new byte[1])).isEqualTo(new LogOutcome.TooLarge());
        assertThat(append(quiet, 0, "stdout", new byte[1])).isEqualTo(new LogOutcome.Stored());
    }
}
