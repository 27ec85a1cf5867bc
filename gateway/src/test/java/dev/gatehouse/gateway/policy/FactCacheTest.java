package dev.gatehouse.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.policy.FactCache.Facts;
import dev.gatehouse.gateway.policy.FactCache.SubjectKey;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FactCacheTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final SubjectKey ADA = key(1);
    private static final SubjectKey BOB = key(2);
    private static final SubjectKey EVE = key(3);

    private final FactCache cache = new FactCache(2, Duration.ofMinutes(1));

    @Test
    void givesBackWhatWasPut() {
        cache.put(ADA, facts(ADA, 1, NOW), NOW);

        assertThat(cache.get(ADA, NOW)).contains(facts(ADA, 1, NOW).subject());
        assertThat(cache.get(BOB, NOW)).isEmpty();
    }

    @Test
    void theOneAskedForLongestAgoGivesWay() {
        cache.put(ADA, facts(ADA, 1, NOW), NOW);
        cache.put(BOB, facts(BOB, 1, NOW), NOW);
        cache.get(ADA, NOW);

        cache.put(EVE, facts(EVE, 1, NOW), NOW);

        assertThat(cache.get(ADA, NOW)).isPresent();
        assertThat(cache.get(BOB, NOW)).isEmpty();
    }

    @Test
    void anOlderVersionThatComesLateChangesNothing() {
        var ended = facts(ADA, 2, NOW);
        cache.put(ADA, ended, NOW);

        cache.put(ADA, facts(ADA, 1, NOW.plusSeconds(1)), NOW);
        cache.renew(List.of(ADA), Map.of(ADA, facts(ADA, 1, NOW.plusSeconds(1))));

        assertThat(cache.get(ADA, NOW)).contains(ended.subject());
    }

    @Test
    void theSameVersionReadAgainIsYounger() {
        cache.put(ADA, facts(ADA, 1, NOW), NOW);
        var again = facts(ADA, 1, NOW.plusSeconds(1));

        cache.renew(List.of(ADA), Map.of(ADA, again));

        assertThat(cache.get(ADA, NOW)).contains(again.subject());
    }

    @Test
    void whoIsNotFoundAgainIsForgotten() {
        cache.put(ADA, facts(ADA, 1, NOW), NOW);

        cache.renew(List.of(ADA), Map.of());

        assertThat(cache.get(ADA, NOW)).isEmpty();
    }

    @Test
    void ofThoseWhoChangedTheKnownOnesAreNamed() {
        cache.put(ADA, facts(ADA, 1, NOW), NOW);

        assertThat(cache.changed(List.of(ADA, BOB), NOW.plusSeconds(1))).containsExactly(ADA);
    }

    @Test
    void whatWasReadOfSomebodyUnknownBeforeAChangeIsNotKept() {
        cache.put(ADA, facts(ADA, 1, NOW), NOW);
        cache.changed(List.of(BOB), NOW.plusSeconds(1));

        cache.put(BOB, facts(BOB, 1, NOW), NOW);
        assertThat(cache.get(BOB, NOW)).isEmpty();

        cache.put(BOB, facts(BOB, 2, NOW.plusSeconds(1)), NOW);
        assertThat(cache.get(BOB, NOW)).isPresent();
        assertThat(cache.get(ADA, NOW)).isPresent();
    }

    @Test
    void whoIsNotCachedAnyMoreIsNotBroughtBack() {
        cache.renew(List.of(ADA), Map.of(ADA, facts(ADA, 1, NOW)));

        assertThat(cache.get(ADA, NOW)).isEmpty();
    }

    @Test
    void whoIsNotAskedForIsForgotten() {
        cache.put(ADA, facts(ADA, 1, NOW), NOW);
        cache.put(BOB, facts(BOB, 1, NOW), NOW);
        cache.get(BOB, NOW.plusSeconds(30));

        assertThat(cache.inUse(NOW.plusSeconds(61))).containsExactly(BOB);
        assertThat(cache.get(ADA, NOW)).isEmpty();
    }

    private static SubjectKey key(int number) {
        return new SubjectKey("acme", new UUID(0, number));
    }

    private static Facts facts(SubjectKey key, long version, Instant readAt) {
        return new Facts(
                new Subject("acme", key.id(), SubjectKind.USER, "someone", true, version, Set.of(), readAt), version);
    }
}
