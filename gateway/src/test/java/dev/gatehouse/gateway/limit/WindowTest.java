package dev.gatehouse.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which window a time is in. */
class WindowTest {
    private static Instant end(String now, Duration length) {
        return Window.at(Instant.parse(now), length).end();
    }

    @Test
    void aDayEndsAtMidnightUtc() {
        assertThat(end("2026-11-27T21:30:00Z", Duration.ofDays(1))).isEqualTo("2026-11-28T00:00:00Z");
        assertThat(end("2026-11-27T23:59:59.999999Z", Duration.ofDays(1))).isEqualTo("2026-11-28T00:00:00Z");
    }

    @Test
    void theInstantInWhichOneEndsIsTheNextOnesFirst() {
        assertThat(end("2026-11-28T00:00:00Z", Duration.ofDays(1))).isEqualTo("2026-11-29T00:00:00Z");
        assertThat(end("2026-11-27T21:00:00Z", Duration.ofHours(1))).isEqualTo("2026-11-27T22:00:00Z");
    }

    @Test
    void windowsThatDivideNothingFollowEachOtherFromTheEpochOn() {
        assertThat(end("1970-01-01T00:00:00Z", Duration.ofSeconds(7))).isEqualTo("1970-01-01T00:00:07Z");
        assertThat(end("1970-01-01T00:00:07Z", Duration.ofSeconds(7))).isEqualTo("1970-01-01T00:00:14Z");
    }

    @Test
    void whatIsLeftIsTheTimeToItsEnd() {
        Instant now = Instant.parse("2026-11-27T21:59:58.250Z");

        assertThat(Window.at(now, Duration.ofHours(1)).left(now)).isEqualTo(Duration.ofMillis(1_750));
    }
}
