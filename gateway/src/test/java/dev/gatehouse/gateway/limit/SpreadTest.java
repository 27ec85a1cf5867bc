package dev.gatehouse.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.limit.Limit.Rate;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Namespace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rates, by a clock that the test moves. */
class SpreadTest {
    private static final Namespace DATA = new Namespace("acme.data");
    private static final UUID ADA = new UUID(0, 1);
    private static final UUID BOB = new UUID(0, 2);

    private final Spread spread = new Spread();
    private long now = Duration.ofDays(20_000).toNanos();

    private static Rate rate(Per per, int requests, Duration window) {
        return new Rate(DATA, per, requests, window);
    }

    private static Start start(String job, UUID subject) {
        return new Start("acme", JobName.parse(job).orElseThrow(), subject);
    }

    private Optional<LimitReached> ask(Rate... rates) {
        return ask(start("acme.data/etl", ADA), rates);
    }

    private Optional<LimitReached> ask(Start start, Rate... rates) {
        return spread.take(start, List.of(rates), now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void takesAsManyAtOnceAsTheWindowHasAndRefusesTheNext() {
        var three = rate(Per.NAMESPACE, 3, Duration.ofMinutes(1));

        assertThat(ask(three)).isEmpty();
        assertThat(ask(three)).isEmpty();
        assertThat(ask(three)).isEmpty();

        assertThat(ask(three)).contains(new LimitReached(three.name(), Duration.ofSeconds(20)));
    }

    @Test
    void takesOneMoreWhenItsPartOfTheWindowHasPassedAndNotBefore() {
        var two = rate(Per.NAMESPACE, 2, Duration.ofMinutes(1));
        ask(two);
        ask(two);

        pass(Duration.ofMillis(29_999));
        assertThat(ask(two)).isPresent();
        pass(Duration.ofMillis(1));

        assertThat(ask(two)).isEmpty();
        assertThat(ask(two)).contains(new LimitReached(two.name(), Duration.ofSeconds(30)));
    }

    @Test
    void saysTheTimeInWholeSecondsThatAreNotTooShort() {
        var one = rate(Per.NAMESPACE, 1, Duration.ofMillis(1_500));
        ask(one);

        var problem = ask(one).orElseThrow().problem();

        assertThat(problem.code()).isEqualTo("rate_limited");
        assertThat(problem.toResponse().getHeaderString("Retry-After")).isEqualTo("2");
        pass(Duration.ofMillis(1_400));
        assertThat(ask(one).orElseThrow().problem().toResponse().getHeaderString("Retry-After"))
                .isEqualTo("1");
    }

    @Test
    void aRefusedRequestUsesUpNothing() {
        var job = rate(Per.JOB, 1, Duration.ofMinutes(1));
        var all = rate(Per.NAMESPACE, 2, Duration.ofMinutes(1));
        assertThat(ask(all, job)).isEmpty();
        assertThat(ask(all, job)).contains(new LimitReached(job.name(), Duration.ofMinutes(1)));
        assertThat(ask(all, job)).isPresent();

        assertThat(ask(start("acme.data/other", ADA), all, job)).isEmpty();
    }

    @Test
    void countsEachJobAndEachSubjectApart() {
        var perJob = rate(Per.JOB, 1, Duration.ofMinutes(1));
        var perSubject = rate(Per.SUBJECT, 1, Duration.ofMinutes(1));

        assertThat(ask(start("acme.data/etl", ADA), perJob)).isEmpty();
        assertThat(ask(start("acme.data/other", ADA), perJob)).isEmpty();
        assertThat(ask(start("acme.data/etl", BOB), perJob)).isPresent();

        assertThat(ask(start("acme.data/etl", ADA), perSubject)).isEmpty();
        assertThat(ask(start("acme.data/etl", BOB), perSubject)).isEmpty();
        assertThat(ask(start("acme.data/other", BOB), perSubject)).isPresent();
    }

    @Test
    void aClockThatWasSetBackLocksNobodyOutForLongerThanAWindow() {
        var one = rate(Per.NAMESPACE, 1, Duration.ofMinutes(1));
        ask(one);

        pass(Duration.ofDays(-1));

        assertThat(ask(one)).contains(new LimitReached(one.name(), Duration.ofMinutes(1)));
        pass(Duration.ofMinutes(1));
        assertThat(ask(one)).isPresent();
    }

    @Test
    void forgetsWhatIsNotUsedAnyMoreAndNeverKeepsMoreThanItsRoom() {
        var perJob = rate(Per.JOB, 1, Duration.ofMinutes(1));
        for (int i = 0; i < Spread.MOST + 100; i++) {
            ask(start("acme.data/job-" + i, ADA), perJob);
        }
        assertThat(spread.size()).isEqualTo(Spread.MOST);

        pass(Duration.ofMinutes(1));
        ask(perJob);

        assertThat(spread.size()).isOne();
    }
}
