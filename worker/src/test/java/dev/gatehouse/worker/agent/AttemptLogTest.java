package dev.gatehouse.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
    private final AttemptLog log = new AttemptLog();

    private static int bytes(LogChunk chunk) {
        return Protocol.decode(chunk.bytes()).length;
    }

    private int bytes(String stream) {
        return log.pending().stream()
                .filter(chunk -> chunk.stream().equals(stream))
                .mapToInt(AttemptLogTest::bytes)
                .sum();
    }

    @Test
    void takesTenMebibytesAndThenOneMark() {
        byte[] much = new byte[7 * 1024 * 1024];

        log.append(LogChunk.STDOUT, much);
        log.append(LogChunk.STDOUT, much);
        log.append(LogChunk.STDERR, much);

        List<LogChunk> chunks = log.pending();
        assertThat(bytes(LogChunk.STDOUT)).isEqualTo(AttemptLog.LIMIT);
        assertThat(bytes(LogChunk.STDERR)).isZero();
        assertThat(chunks.stream().filter(chunk -> chunk.stream().equals(LogChunk.SYSTEM)))
                .hasSize(1);
        assertThat(new String(Protocol.decode(chunks.getLast().bytes()), StandardCharsets.UTF_8))
                .contains("10 MiB");
        assertThat(log.count()).isEqualTo(chunks.size());
    }

    @Test
    void hasNoMarkAtExactlyItsLimit() {
        log.append(LogChunk.STDOUT, new byte[AttemptLog.LIMIT]);

        assertThat(bytes(LogChunk.STDOUT)).isEqualTo(AttemptLog.LIMIT);
        assertThat(bytes(LogChunk.SYSTEM)).isZero();
    }

    @Test
    void cutsALineThatIsLongerThanAChunk() {
        log.append(LogChunk.STDOUT, new byte[LogChunk.LIMIT + 1]);

        assertThat(log.pending().stream().map(AttemptLogTest::bytes)).containsExactly(LogChunk.LIMIT, 1);
    }

    @Test
    void keepsTheOrderOfTheStreamsOnlyUntilItMakesTooManyChunks() {
        for (int i = 0; i < 10_000; i++) {
            log.append(LogChunk.STDOUT, new byte[] {1});
            log.append(LogChunk.STDERR, new byte[] {2});
        }

        List<LogChunk> chunks = log.pending();
        assertThat(chunks.subList(0, 4))
                .extracting(LogChunk::stream)
                .containsExactly("stdout", "stderr", "stdout", "stderr");
        assertThat(chunks).hasSize(AttemptLog.CROWD + 2);
        assertThat(bytes(LogChunk.STDOUT)).isEqualTo(10_000);
        assertThat(bytes(LogChunk.STDERR)).isEqualTo(10_000);
    }

    @Test
    void endsWithItsMarkAlsoWhereTheStreamsAreMixed() {
        byte[] half = new byte[AttemptLog.LIMIT / 2];
        for (int i = 0; i < 1_000; i++) {
            log.append(LogChunk.STDOUT, new byte[] {1});
            log.append(LogChunk.STDERR, new byte[] {2});
        }

        log.append(LogChunk.STDOUT, half);
        log.append(LogChunk.STDERR, half);

        assertThat(log.pending().getLast().stream()).isEqualTo(LogChunk.SYSTEM);
    }

    @Test
    void numbersChunksOnFromThoseThatTheGatewayHas() {
        log.append(LogChunk.STDOUT, new byte[1]);
        log.append(LogChunk.STDERR, new byte[1]);
        assertThat(log.pending()).extracting(LogChunk::seq).containsExactly(0L, 1L);
        log.acknowledged(0);
        log.append(LogChunk.STDERR, new byte[1]);

        assertThat(log.pending()).extracting(LogChunk::seq).containsExactly(1L, 2L);
    }
}
