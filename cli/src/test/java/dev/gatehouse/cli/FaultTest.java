package dev.gatehouse.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.Fault.Kind;
import dev.gatehouse.cli.Fault.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A schedule of faults is random, and the same one for the same seed. */
class FaultTest {
    private static final int MANY = 2_000;

    @Test
    void comesAgainForTheSameSeed() {
        assertThat(Fault.schedule(7)).isEqualTo(Fault.schedule(7)).isNotEqualTo(Fault.schedule(8));
    }

    @Test
    void reachesEveryPartInEveryWayThatItCanSuffer() {
        Set<String> seen = schedules().stream()
                .flatMap(List::stream)
                .map(fault -> fault.kind() + " " + fault.target())
                .collect(toSet());

        assertThat(seen)
                .contains("KILL DATABASE", "PAUSE FIRST_WORKER", "CUT FIRST_GATEWAY_TO_DATABASE")
                .contains("SLOW CALLERS_TO_SECOND_GATEWAY", "FREEZE SECOND_WORKER_TO_SECOND_GATEWAY")
                .hasSize(5 * 2 + 8 * 3);
    }

    @Test
    void neverBreaksOnePartTwiceInARound() {
        for (List<Fault> round : schedules()) {
            assertThat(round).isNotEmpty().extracting(Fault::target).doesNotHaveDuplicates();
        }
    }

    @Test
    void strikesTheDatabaseAloneInSomeRoundsAndSomethingElseInMost() {
        long alone = schedules().stream()
                .filter(round -> round.stream().allMatch(fault -> fault.target() == Target.DATABASE))
                .count();

        assertThat(alone).isBetween(MANY / 6L, MANY / 3L);
        assertThat(schedules()).anyMatch(round -> round.stream().anyMatch(fault -> fault.kind() == Kind.FREEZE));
    }

    private static List<List<Fault>> schedules() {
        return LongStream.range(0, MANY).mapToObj(Fault::schedule).toList();
    }
}
