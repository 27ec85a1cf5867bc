package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ContinuityTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final Continuity continuity = new Continuity(Duration.ofSeconds(5), Duration.ofSeconds(30));

    @Test
    void judgesNobodyForOneTimeToLiveAfterTheStart() {
        assertThat(tickUntil(0, 29)).isFalse();
    }

    @Test
    void judgesAfterOneUnbrokenTimeToLive() {
        assertThat(tickUntil(0, 30)).isTrue();
    }

    @Test
    void waitsAgainAfterATickThatCameTooLate() {
        tickUntil(0, 40);

        assertThat(continuity.mayJudge(at(46))).isFalse();
        assertThat(tickUntil(47, 75)).isFalse();
        assertThat(continuity.mayJudge(at(76))).isTrue();
    }

    @Test
    void waitsAgainAfterTheDatabaseWasAway() {
        tickUntil(0, 40);

        continuity.broken();

        assertThat(tickUntil(41, 70)).isFalse();
        assertThat(continuity.mayJudge(at(71))).isTrue();
    }

    @Test
    void waitsAgainAfterTheClockWasSetBack() {
        tickUntil(0, 40);

        assertThat(continuity.mayJudge(at(10))).isFalse();
    }

    private boolean tickUntil(int first, int last) {
        boolean may = false;
        for (int second = first; second <= last; second++) {
            may = continuity.mayJudge(at(second));
        }
        return may;
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
