package dev.gatehouse.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** What callers, jobs and the record said of a run, each for itself. Callers add to it from many threads. */
final class History {
    /** What a caller was answered for its key, and in which round it asked and was answered. */
    record Answered(String key, String execution, int round) {}

    /** A terminal state that a caller has read. */
    record Seen(String execution, String state) {}

    /** A job that really began, by its own account; it ran to its end, or did not. */
    record Began(String execution, long fence) {}

    /** A job that came to its own end, by its own account. */
    record Ended(String execution, boolean well) {}

    /** What a worker was answered to a report: the state that it was recorded with. */
    record Acknowledged(String execution, String state) {}

    /** What jobs and workers tell of themselves when a run is over. */
    record Accounts(List<Began> began, List<Ended> ended, List<Acknowledged> reports) {
        Accounts {
            began = List.copyOf(began);
            ended = List.copyOf(ended);
            reports = List.copyOf(reports);
        }
    }

    /** @param at the time of the transaction that recorded it */
    record Event(int n, String code, boolean allowed, Instant at) {}

    /**
     * An execution as the database holds it in the end.
     *
     * @param subject who asked for it
     * @param attempts how often its job allows it to begin
     */
    record Recorded(String subject, String state, int attempts, List<Event> events) {
        Recorded {
            events = List.copyOf(events);
        }
    }

    /** Stands for no round: what was asked for in one round and answered in another. */
    static final int NO_ROUND = 0;

    private final Queue<String> contradictions = new ConcurrentLinkedQueue<>();
    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Map<String, Instant> accessEnded = new ConcurrentHashMap<>();
    private final Set<Integer> roundsOfTheDatabaseAlone = ConcurrentHashMap.newKeySet();

    /** What somebody met that is wrong by itself. The same twice is one. */
    void contradicted(String what) {
        if (!contradictions.contains(what)) {
            contradictions.add(what);
        }
    }

    void answered(String key, String execution, int round) {
        answers.add(new Answered(key, execution, round));
    }

    void seen(String execution, String state) {
        seen.add(new Seen(execution, state));
    }

    /** At this time it was acknowledged that the subject may not start anything any more. */
    void accessEnded(String subject, Instant at) {
        accessEnded.put(subject, at);
    }

    /** In this round nothing befell gateways, workers or their links, so that nothing may be lost. */
    void onlyTheDatabaseSuffersIn(int round) {
        roundsOfTheDatabaseAlone.add(round);
    }

    List<Answered> answers() {
        return List.copyOf(answers);
    }

    /** Everything that contradicts a promise, one line each; the record is given by execution. */
    List<String> violations(Map<String, Recorded> record, Accounts accounts) {
        List<String> found = new HistoryChecker(
                        record, List.copyOf(answers), List.copyOf(seen), accounts, Map.copyOf(accessEnded))
                .violations(Set.copyOf(roundsOfTheDatabaseAlone));
        return Stream.concat(contradictions.stream(), found.stream()).toList();
    }
}
