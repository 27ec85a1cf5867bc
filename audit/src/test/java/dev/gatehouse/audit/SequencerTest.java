package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SequencerTest {
    private final Sample sample = new Sample();
    private final MemoryLog log = new MemoryLog();
    private final Sequencer sequencer = new Sequencer(SeededLogKey.wellKnown());

    private Sequencer.Outcome sequence() {
        return sequencer.sequence(Sample.ORIGIN, log, Optional.empty());
    }

    @Test
    void nothingIsSignedUntilTheTreeGrows() {
        assertThat(sequence()).isInstanceOf(Sequencer.Outcome.Idle.class);
        assertThat(log.checkpoint()).isEmpty();
    }

    @Test
    void whatWaitsGetsTheNextIndexesAndOneCheckpoint() {
        sample.run(1).forEach(log::commit);
        sequence();
        sample.run(2).forEach(log::commit);

        var outcome = sequence();

        assertThat(outcome).isInstanceOfSatisfying(Sequencer.Outcome.Grown.class, grown -> {
            assertThat(grown.leaves()).isEqualTo(3);
            assertThat(grown.checkpoint().size()).isEqualTo(6);
            assertThat(Checkpoint.of(log.checkpoint().orElseThrow())).isEqualTo(grown.checkpoint());
        });
        assertThat(log.pending(10)).isEmpty();
    }

    @Test
    void aBatchIsBoundedAndTheRestFollows() {
        for (int i = 0; i < Sequencer.BATCH + 5; i++) {
            log.commit(sample.loose());
        }

        assertThat(sequence())
                .isInstanceOfSatisfying(
                        Sequencer.Outcome.Grown.class,
                        grown -> assertThat(grown.leaves()).isEqualTo(Sequencer.BATCH));
        assertThat(sequence())
                .isInstanceOfSatisfying(
                        Sequencer.Outcome.Grown.class,
                        grown -> assertThat(grown.leaves()).isEqualTo(5));
    }

    @Test
    void aDatabaseSmallerThanItsCheckpointStopsAndSaysRestored() {
        sample.run(1).forEach(log::commit);
        sequence();
        String signed = log.checkpoint().orElseThrow();
        log.forget(1);
        log.commit(sample.loose());

        assertThat(sequence())
                .isInstanceOfSatisfying(
                        Sequencer.Outcome.Stopped.class,
                        stopped -> assertThat(stopped.reason()).contains("holds 2", "covers 3", "restored"));
        assertThat(log.checkpoint()).contains(signed);
        assertThat(log.size()).isEqualTo(2);
    }

    @Test
    void aDatabaseSmallerThanTheAnchoredCheckpointStopsEvenIfItsOwnCheckpointFits() {
        sample.run(1).forEach(log::commit);
        sequence();
        var anchored = new Checkpoint(Sample.ORIGIN, 9, Hash.over());
        log.commit(sample.loose());

        assertThat(sequencer.sequence(Sample.ORIGIN, log, Optional.of(anchored)))
                .isInstanceOfSatisfying(
                        Sequencer.Outcome.Stopped.class,
                        stopped -> assertThat(stopped.reason()).contains("restored"));
        assertThat(log.size()).isEqualTo(3);
    }

    @Test
    void aTreeThatDiffersFromItsCheckpointIsNotSigned() {
        sample.run(1).forEach(log::commit);
        sequence();
        log.damage(0, 1);
        log.commit(sample.loose());

        assertThat(sequence())
                .isInstanceOfSatisfying(
                        Sequencer.Outcome.Stopped.class,
                        stopped -> assertThat(stopped.reason()).contains("differs"));
    }

    @Test
    void leavesWithoutACheckpointAreNotSigned() {
        sample.run(1).forEach(log::commit);
        log.append(0, log.pending(1));
        log.add(List.of(new TreeNode(0, 0, Hash.over())));

        assertThat(sequence()).isInstanceOf(Sequencer.Outcome.Stopped.class);
        assertThat(log.checkpoint()).isEmpty();
    }

    @Test
    void aCheckpointOfAnotherLogStops() {
        sample.run(1).forEach(log::commit);
        log.noteIs(new Checkpoint("other/demo", 0, Hash.over()).sign(SeededLogKey.wellKnown()));

        assertThat(sequence()).isInstanceOf(Sequencer.Outcome.Stopped.class);
    }
}
