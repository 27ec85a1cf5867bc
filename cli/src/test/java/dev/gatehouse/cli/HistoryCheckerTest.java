package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.History.Accounts;
import dev.gatehouse.cli.History.Acknowledged;
import dev.gatehouse.cli.History.Began;
import dev.gatehouse.cli.History.Ended;
import dev.gatehouse.cli.History.Event;
import dev.gatehouse.cli.History.Recorded;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker of the fault runs finds what is wrong, each promise for itself; else a green run would prove nothing. */
class HistoryCheckerTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Recorded SUCCEEDED =
            recorded("SUCCEEDED", 1, "execution.accepted", "execution.started", "execution.succeeded");
    private static final Recorded LOST =
            recorded("LOST", 1, "execution.accepted", "execution.started", "execution.lost");
    private static final Recorded FAILED =
            recorded("FAILED", 1, "execution.accepted", "execution.started", "execution.failed");
    private static final List<Began> ONCE = List.of(new Began("x", 1));
    private static final List<Ended> ENDED_WELL =
            List.of(new Ended("x", true), new Ended("y", true), new Ended("z", true));

    private History history;

    @BeforeEach
    void answerOnce() {
        history = new History();
        history.answered("key", "x", 1);
    }

    @Test
    void findsNothingInAHistoryThatKeepsThePromises() {
        history.answered("key", "x", 1);
        history.seen("x", "SUCCEEDED");
        history.onlyTheDatabaseSuffersIn(1);

        assertThat(violations(Map.of("x", SUCCEEDED), ONCE)).isEmpty();
    }

    @Test
    void tellsOnceWhatSomebodyMetThatIsWrongByItself() {
        history.contradicted("an answer was 500");
        history.contradicted("an answer was 500");

        assertThat(violations(Map.of("x", SUCCEEDED), ONCE)).containsExactly("an answer was 500");
    }

    @Test
    void findsWhatWasAcknowledgedAndIsGone() {
        assertThat(violations(Map.of(), List.of())).containsExactly("x was answered and is not there");
    }

    @Test
    void findsAKeyOfTwoExecutionsAndAnExecutionOfTwoKeys() {
        history.answered("key", "y", 1);
        history.answered("other", "x", 1);

        assertThat(violations(Map.of("x", SUCCEEDED, "y", SUCCEEDED), List.of(new Began("x", 1), new Began("y", 1))))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("the key key names "))
                .anyMatch(line -> line.startsWith("x answers for the keys "));
    }

    @Test
    void findsAnExecutionThatNobodyAskedFor() {
        assertThat(violations(Map.of("x", SUCCEEDED, "z", SUCCEEDED), List.of(new Began("x", 1), new Began("z", 1))))
                .containsExactly("z is there and was answered to nobody");
    }

    @Test
    void findsATerminalStateThatChanged() {
        history.seen("x", "LOST");

        assertThat(violations(Map.of("x", SUCCEEDED), ONCE)).containsExactly("x was LOST and is SUCCEEDED");
    }

    @Test
    void findsWhatHasNotEnded() {
        var running = recorded("RUNNING", 1, "execution.accepted", "execution.started");

        assertThat(violations(Map.of("x", running), ONCE)).containsExactly("x has not ended: RUNNING");
    }

    @Test
    void findsTwoOutcomesAndOneThatIsNotTheState() {
        var twice = recorded(
                "SUCCEEDED", 1, "execution.accepted", "execution.started", "execution.lost", "execution.succeeded");
        var other = recorded("FAILED", 1, "execution.accepted", "execution.started", "execution.succeeded");

        assertThat(violations(Map.of("x", twice), ONCE))
                .singleElement()
                .asString()
                .contains("its events say");
        assertThat(violations(Map.of("x", other), ONCE, List.of()))
                .singleElement()
                .asString()
                .contains("its events say");
    }

    @Test
    void letsAnExecutionBeSettledOnceAfterItsOutcomeAndNotBefore() {
        var settled = recorded(
                "SUCCEEDED", 1, "execution.accepted", "execution.started", "execution.succeeded", "execution.settled");
        var twice = recorded(
                "SUCCEEDED",
                1,
                "execution.accepted",
                "execution.started",
                "execution.succeeded",
                "execution.settled",
                "execution.settled");
        var before = recorded("SUCCEEDED", 1, "execution.accepted", "execution.started", "execution.settled");

        assertThat(violations(Map.of("x", settled), ONCE)).isEmpty();
        assertThat(violations(Map.of("x", twice), ONCE))
                .singleElement()
                .asString()
                .contains("events after its outcome");
        assertThat(violations(Map.of("x", before), ONCE))
                .singleElement()
                .asString()
                .contains("its events say []");
    }

    @Test
    void findsEventsAfterTheOutcomeAndGapsInTheirNumbers() {
        var after = recorded(
                "SUCCEEDED",
                1,
                "execution.accepted",
                "execution.started",
                "execution.succeeded",
                "execution.resolving");
        var gap = recorded(
                "SUCCEEDED",
                1,
                List.of(
                        event(1, "execution.accepted", true),
                        event(2, "execution.started", true),
                        event(4, "execution.succeeded", true)));

        assertThat(violations(Map.of("x", after), ONCE))
                .singleElement()
                .asString()
                .contains("after its outcome");
        assertThat(violations(Map.of("x", gap), ONCE))
                .singleElement()
                .asString()
                .contains("a gap");
    }

    @Test
    void findsAStartThatNothingAllowed() {
        var denied = recorded(
                "SUCCEEDED",
                1,
                List.of(
                        event(1, "execution.accepted", true),
                        event(2, "execution.started", false),
                        event(3, "execution.succeeded", true)));

        assertThat(violations(Map.of("x", denied), ONCE)).containsExactly("x was started without an allowing decision");
    }

    @Test
    void findsAStartAfterTheEndOfItsCallersAccess() {
        history.accessEnded("ada", THEN);
        assertThat(violations(Map.of("x", SUCCEEDED), ONCE)).isEmpty();

        history.accessEnded("ada", THEN.minusMillis(1));

        assertThat(violations(Map.of("x", SUCCEEDED), ONCE))
                .containsExactly("x was started after its caller's access had ended");
    }

    @Test
    void letsACallerWhoMayNotAskAnyMoreMissAnAnswer() {
        history.accessEnded("ada", THEN);

        assertThat(violations(Map.of("x", SUCCEEDED, "z", SUCCEEDED), List.of(new Began("x", 1), new Began("z", 1))))
                .isEmpty();
    }

    @Test
    void findsAJobThatBeganTwiceUnderOneFenceOrMoreOftenThanItMay() {
        assertThat(violations(Map.of("x", SUCCEEDED), List.of(new Began("x", 1), new Began("x", 1))))
                .contains("x began 2 times under fence 1");
        assertThat(violations(Map.of("x", SUCCEEDED), List.of(new Began("x", 1), new Began("x", 2))))
                .containsExactly("x began 2 times of 1");
    }

    @Test
    void findsAJobThatBeganWithoutARecord() {
        var cancelled = recorded("CANCELLED", 1, "execution.accepted", "execution.cancelled");

        assertThat(violations(Map.of("x", cancelled), ONCE))
                .containsExactly("x began 1 times and is recorded as started 0 times");
    }

    @Test
    void findsARetriedJobThatIsRecordedMoreOftenThanItMayBegin() {
        var retried = recorded(
                "SUCCEEDED",
                1,
                "execution.accepted",
                "execution.started",
                "execution.retrying",
                "execution.started",
                "execution.succeeded");

        assertThat(violations(Map.of("x", retried), ONCE)).containsExactly("x was recorded as started 2 times of 1");
    }

    @Test
    void findsAnOutcomeThatIsNotTheJobsOwn() {
        assertThat(violations(Map.of("x", SUCCEEDED), ONCE, List.of()))
                .containsExactly("x succeeded and its job does not say so");
        assertThat(violations(Map.of("x", SUCCEEDED), ONCE, List.of(new Ended("x", false))))
                .containsExactly("x succeeded and its job does not say so");
        assertThat(violations(Map.of("x", FAILED), ONCE, ENDED_WELL))
                .containsExactly("x failed and its job says that it ended well");
        assertThat(violations(Map.of("x", FAILED), ONCE, List.of(new Ended("x", false))))
                .isEmpty();
    }

    @Test
    void findsAReportThatWasAcknowledgedAndIsNotInTheRecord() {
        assertThat(violations(Map.of("x", SUCCEEDED), ONCE, ENDED_WELL, new Acknowledged("x", "SUCCEEDED")))
                .isEmpty();
        assertThat(violations(Map.of("x", LOST), ONCE, ENDED_WELL, new Acknowledged("x", "SUCCEEDED")))
                .containsExactly("x was reported as SUCCEEDED and is LOST");
        assertThat(violations(Map.of("x", SUCCEEDED), ONCE, ENDED_WELL, new Acknowledged("y", "SUCCEEDED")))
                .containsExactly("y was reported and is not there");
    }

    @Test
    void findsAReportOfAnAttemptAfterWhichNoneFollowed() {
        var again = recorded(
                "SUCCEEDED",
                2,
                "execution.accepted",
                "execution.started",
                "execution.retrying",
                "execution.started",
                "execution.succeeded");

        assertThat(violations(Map.of("x", again), ONCE, ENDED_WELL, new Acknowledged("x", "QUEUED")))
                .isEmpty();
        assertThat(violations(Map.of("x", SUCCEEDED), ONCE, ENDED_WELL, new Acknowledged("x", "QUEUED")))
                .containsExactly("x was reported as to be tried again and its events do not say so");
    }

    @Test
    void findsALossWhereOnlyTheDatabaseWasAway() {
        assertThat(violations(Map.of("x", LOST), ONCE)).isEmpty();

        history.onlyTheDatabaseSuffersIn(1);

        assertThat(violations(Map.of("x", LOST), ONCE))
                .containsExactly("x was lost with a database outage alone, in round 1");
    }

    private List<String> violations(Map<String, Recorded> record, List<Began> began) {
        return violations(record, began, ENDED_WELL);
    }

    private List<String> violations(
            Map<String, Recorded> record, List<Began> began, List<Ended> ended, Acknowledged... reports) {
        return history.violations(record, new Accounts(began, ended, List.of(reports)));
    }

    private static Event event(int n, String code, boolean allowed) {
        return new Event(n, code, allowed, THEN);
    }

    private static Recorded recorded(String state, int attempts, List<Event> events) {
        return new Recorded("ada", state, attempts, events);
    }

    private static Recorded recorded(String state, int attempts, String... codes) {
        return recorded(
                state,
                attempts,
                IntStream.range(0, codes.length)
                        .mapToObj(i -> event(i + 1, codes[i], true))
                        .toList());
    }
}
