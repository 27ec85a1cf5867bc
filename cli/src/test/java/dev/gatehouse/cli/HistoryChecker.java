package dev.gatehouse.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.gatehouse.cli.History.Answered;
import dev.gatehouse.cli.History.Began;
import dev.gatehouse.cli.History.Event;
import dev.gatehouse.cli.History.Recorded;
import dev.gatehouse.cli.History.Seen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds a history to the promises: nothing acknowledged is lost, a key names one execution, terminal states are recorded
 * once and never change, a job begins as often as it may and never without a record, and every start was allowed.
 */
final class HistoryChecker {
    private static final Map<String, String> OUTCOMES = Map.of(
            "execution.succeeded", "SUCCEEDED",
            "execution.failed", "FAILED",
            "execution.timed_out", "TIMED_OUT",
            "execution.cancelled", "CANCELLED",
            "execution.rejected", "REJECTED",
            "execution.revoked", "REVOKED",
            "execution.lost", "LOST");
    private static final String STARTED = "execution.started";

    private final Map<String, Recorded> record;
    private final List<Answered> answers;
    private final List<Seen> seen;
    private final List<Began> began;
    private final List<String> violations = new ArrayList<>();

    HistoryChecker(Map<String, Recorded> record, List<Answered> answers, List<Seen> seen, List<Began> began) {
        this.record = record;
        this.answers = answers;
        this.seen = seen;
        this.began = began;
    }

    List<String> violations(Set<Integer> roundsWithoutLoss) {
        acknowledgedIsThere(roundsWithoutLoss);
        keysNameOneExecution();
        terminalIsFinal();
        record.forEach(this::endsOnce);
        record.forEach(this::everyStartWasAllowed);
        beginsAsOftenAsItMay();
        return List.copyOf(violations);
    }

    private void acknowledgedIsThere(Set<Integer> roundsWithoutLoss) {
        for (Answered answer : answers) {
            Recorded execution = record.get(answer.execution());
            if (execution == null) {
                violations.add(answer.execution() + " was answered and is not there");
            } else if (roundsWithoutLoss.contains(answer.round())
                    && execution.state().equals("LOST")) {
                violations.add(
                        answer.execution() + " was lost with a database outage alone, in round " + answer.round());
            }
        }
    }

    private void keysNameOneExecution() {
        Map<String, Set<String>> byKey =
                answers.stream().collect(groupingBy(Answered::key, mapping(Answered::execution, toSet())));
        Map<String, Set<String>> byExecution =
                answers.stream().collect(groupingBy(Answered::execution, mapping(Answered::key, toSet())));
        byKey.forEach((key, executions) -> {
            if (executions.size() > 1) {
                violations.add("the key " + key + " names " + executions);
            }
        });
        byExecution.forEach((execution, keys) -> {
            if (keys.size() > 1) {
                violations.add(execution + " answers for the keys " + keys);
            }
        });
        Set<String> unknown = new HashSet<>(record.keySet());
        unknown.removeAll(byExecution.keySet());
        unknown.forEach(execution -> violations.add(execution + " is there and was answered to nobody"));
    }

    private void terminalIsFinal() {
        for (Seen each : seen) {
            Recorded execution = record.get(each.execution());
            if (execution != null && !execution.state().equals(each.state())) {
                violations.add(each.execution() + " was " + each.state() + " and is " + execution.state());
            }
        }
    }

    private void endsOnce(String id, Recorded execution) {
        List<String> outcomes = execution.events().stream()
                .map(Event::code)
                .filter(OUTCOMES::containsKey)
                .toList();
        if (!OUTCOMES.containsValue(execution.state())) {
            violations.add(id + " has not ended: " + execution.state());
        } else if (outcomes.size() != 1 || !execution.state().equals(OUTCOMES.get(outcomes.getFirst()))) {
            violations.add(id + " is " + execution.state() + " and its events say " + outcomes);
        } else if (!execution.events().getLast().code().equals(outcomes.getFirst())) {
            violations.add(id + " has events after its outcome: " + execution.events());
        }
        for (int i = 0; i < execution.events().size(); i++) {
            if (execution.events().get(i).n() != i + 1) {
                violations.add(id + " has a gap in its events: " + execution.events());
                return;
            }
        }
    }

    private void everyStartWasAllowed(String id, Recorded execution) {
        List<Event> starts = execution.events().stream()
                .filter(event -> event.code().equals(STARTED))
                .toList();
        if (!starts.stream().allMatch(Event::allowed)) {
            violations.add(id + " was started without an allowing decision");
        }
        if (starts.size() > execution.attempts()) {
            violations.add(id + " was recorded as started " + starts.size() + " times of " + execution.attempts());
        }
        if (execution.state().equals("SUCCEEDED")
                && began.stream().noneMatch(each -> each.execution().equals(id))) {
            violations.add(id + " succeeded and its job never began");
        }
    }

    private void beginsAsOftenAsItMay() {
        Map<Began, Long> byFence = began.stream().collect(groupingBy(each -> each, counting()));
        byFence.forEach((each, times) -> {
            if (times > 1) {
                violations.add(each.execution() + " began " + times + " times under fence " + each.fence());
            }
        });
        Map<String, Long> byExecution = began.stream().collect(groupingBy(Began::execution, counting()));
        byExecution.forEach((id, times) -> {
            Recorded execution = record.get(id);
            if (execution == null) {
                violations.add(id + " began and is not there");
                return;
            }
            long recorded = execution.events().stream()
                    .filter(event -> event.code().equals(STARTED))
                    .count();
            if (times > execution.attempts()) {
                violations.add(id + " began " + times + " times of " + execution.attempts());
            } else if (times > recorded) {
                violations.add(id + " began " + times + " times and is recorded as started " + recorded + " times");
            }
        });
    }
}
