package dev.gatehouse.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final RandomGenerator NO_JITTER = () -> 0;
    private final Retry retry = new Retry(7, Duration.ofSeconds(10), Duration.ofMinutes(2));

    @Test
    void doublesEachWaitUpToTheLongest() {
        List<Long> seconds = IntStream.rangeClosed(1, 6)
                .mapToObj(attempt -> retry.waitAfter(attempt, NO_JITTER).orElseThrow())
                .map(Duration::toSeconds)
                .toList();

        assertThat(seconds).containsExactly(10L, 20L, 40L, 80L, 120L, 120L);
    }

    @Test
    void hasNoWaitAfterTheLastAttempt() {
        assertThat(retry.waitAfter(7, NO_JITTER)).isEmpty();
        assertThat(retry.follows(6)).isTrue();
        assertThat(retry.follows(7)).isFalse();
    }

    @Test
    void startsAJobWithoutRetriesOnce() {
        assertThat(Retry.NONE.waitAfter(1, NO_JITTER)).isEmpty();
    }

    @Test
    void takesAtMostAQuarterOffAWait() {
        var random = new Random(7);

        assertThat(IntStream.range(0, 1000)
                        .mapToObj(_ -> retry.waitAfter(1, random).orElseThrow()))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(7500), Duration.ofSeconds(10)))
                .hasSizeGreaterThan(1)
                .anyMatch(wait -> wait.toMillis() < 9000);
    }

    @Test
    void staysWithTheLongestWaitHoweverManyAttemptsThereAre() {
        var patient = new Retry(100, Duration.ofSeconds(1), Duration.ofDays(7));

        assertThat(patient.waitAfter(99, NO_JITTER)).isEqualTo(Optional.of(Duration.ofDays(7)));
    }

    @Test
    void refusesALongestWaitThatIsShorterThanTheFirst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retry(2, Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
