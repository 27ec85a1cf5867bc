package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogVerifierTest {
    private final Sample sample = new Sample();
    private final MemoryLog log = new MemoryLog();
    private final LogKey key = SeededLogKey.wellKnown();
    private final List<LogVerifierKey> pinned = List.of(LogVerifierKey.of(Sample.ORIGIN, key));

    @BeforeEach
    void fill() {
        for (int i = 0; i < 100; i++) {
            sample.run(i).forEach(log::commit);
        }
        sequence();
    }

    private void sequence() {
        assertThat(new Sequencer(key).sequence(Sample.ORIGIN, log, Optional.empty()))
                .isInstanceOf(Sequencer.Outcome.Grown.class);
    }

    private Verification<ProvenLog> verify(TileSource source) throws IOException {
        return new LogVerifier(source, Sample.TENANT, pinned).verify(Optional.empty());
    }

    private TileSource flipping(String path, int at) {
        return replacing(path, bytes -> {
            byte[] copy = bytes.clone();
            copy[at] ^= 1;
            return copy;
        });
    }

    private TileSource replacing(String path, UnaryOperator<byte[]> change) {
        return wanted -> log.fetch(wanted).map(bytes -> wanted.equals(path) ? change.apply(bytes) : bytes);
    }

    private static void isInvalidAt(Verification<ProvenLog> verification, String place) {
        assertThat(verification)
                .isInstanceOfSatisfying(
                        Verification.Invalid.class,
                        invalid -> assertThat(invalid.finding().place()).startsWith(place));
    }

    @Test
    void aWholeLogHolds() throws IOException {
        assertThat(verify(log))
                .isInstanceOfSatisfying(
                        Verification.Valid.class,
                        valid -> assertThat(((ProvenLog) valid.proven())
                                        .checkpoint()
                                        .size())
                                .isEqualTo(300));
    }

    @Test
    void aChangedEntryIsNamed() throws IOException {
        isInvalidAt(verify(flipping("tile/entries/000", 5000)), "tile/");
        isInvalidAt(verify(flipping("tile/entries/001.p/44", 900)), "tile/");
    }

    @Test
    void aChangedTileOfAnyLevelIsNamed() throws IOException {
        isInvalidAt(verify(flipping("tile/0/000", 31)), "tile/0/000 hash 0");
        isInvalidAt(verify(flipping("tile/0/001.p/44", 32 * 43)), "tile/0/001.p/44 hash 43");
        isInvalidAt(verify(flipping("tile/1/000.p/1", 0)), "tile/1/000.p/1 hash 0");
    }

    @Test
    void aShortTileOrBundleIsNamed() throws IOException {
        isInvalidAt(verify(replacing("tile/0/000", _ -> new byte[32])), "tile/0/000");
        isInvalidAt(verify(replacing("tile/entries/000", bytes -> Arrays.copyOf(bytes, 99))), "tile/entries/000");
    }

    @Test
    void aChangedCheckpointIsNamed() throws IOException {
        int length = log.fetch("checkpoint").orElseThrow().length;
        for (int at = 0; at < length; at++) {
            isInvalidAt(verify(flipping("checkpoint", at)), "checkpoint");
        }
    }

    @Test
    void anUnknownKeySignsNothing() throws IOException {
        var other = List.of(LogVerifierKey.of(Sample.ORIGIN, SeededLogKey.fresh()));

        isInvalidAt(new LogVerifier(log, Sample.TENANT, other).verify(Optional.empty()), "checkpoint");
    }

    @Test
    void aPartThatCannotBeHadSaysNothingAboutTheLog() {
        assertThatThrownBy(() -> verify(path -> {
                    throw new FileNotFoundException(path);
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aPartThatTheCheckpointCoversAndTheLogDoesNotShowIsNamed() throws IOException {
        for (String missing : List.of("tile/entries/001.p/44", "tile/0/000", "tile/1/000.p/1")) {
            isInvalidAt(verify(path -> path.equals(missing) ? Optional.empty() : log.fetch(path)), missing);
        }
    }

    @Test
    void theLogOfAnotherTenantProvesNothingAboutThisOne() throws IOException {
        assertThat(new LogVerifier(log, "other", pinned).verify(Optional.empty()))
                .isEqualTo(new Verification.Invalid<>(new Finding("checkpoint", "of another log, " + Sample.ORIGIN)));
    }

    @Test
    void aLogThatGrewStillContainsAnEarlierCheckpoint() throws IOException {
        String earlier = log.checkpoint().orElseThrow();
        log.commit(sample.loose());
        sequence();

        assertThat(new LogVerifier(log, Sample.TENANT, pinned).verify(Optional.of(earlier)))
                .isInstanceOf(Verification.Valid.class);
    }

    @Test
    void aLogThatWasRewrittenDoesNotContainAnEarlierCheckpoint() throws IOException {
        String earlier = log.checkpoint().orElseThrow();
        var rewritten = new MemoryLog();
        for (int i = 0; i < 101; i++) {
            sample.run(i).forEach(rewritten::commit);
        }
        new Sequencer(key).sequence(Sample.ORIGIN, rewritten, Optional.empty());

        isInvalidAt(
                new LogVerifier(rewritten, Sample.TENANT, pinned).verify(Optional.of(earlier)), "anchored checkpoint");
    }

    @Test
    void aLogWithoutItsTailIsSmallerThanAnEarlierCheckpoint() throws IOException {
        String earlier = log.checkpoint().orElseThrow();
        var shorter = new MemoryLog();
        sample.run(1).forEach(shorter::commit);
        new Sequencer(key).sequence(Sample.ORIGIN, shorter, Optional.empty());

        isInvalidAt(new LogVerifier(shorter, Sample.TENANT, pinned).verify(Optional.of(earlier)), "checkpoint");
    }

    @Test
    void aMissingEventOfAnExecutionIsNamed() throws IOException {
        var events = sample.run(500);
        log.commit(events.get(0));
        log.commit(events.get(2));
        sequence();

        isInvalidAt(verify(log), "tile/entries/001.p/46 entry 301");
    }

    @Test
    void anEventAfterTheOutcomeIsNamed() throws IOException {
        sample.run(500).forEach(log::commit);
        log.commit(sample.seal(Sample.ended(500), 4));
        sequence();

        isInvalidAt(verify(log), "tile/entries/001.p/48 entry 303");
    }

    @Test
    void aRecordThatDoesNotBeginWithTheAcceptanceIsNamed() throws IOException {
        log.commit(sample.seal(Sample.ended(500), 1));
        sequence();

        isInvalidAt(verify(log), "tile/entries/001.p/45 entry 300");
    }
}
