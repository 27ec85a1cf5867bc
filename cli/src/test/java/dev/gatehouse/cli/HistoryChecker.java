package dev.gatehouse.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.gatehouse.cli.History.Accounts;
import dev.gatehouse.cli.History.Acknowledged;
import dev.gatehouse.cli.History.Answered;
import dev.gatehouse.cli.History.Began;
import dev.gatehouse.cli.History.Ended;
import dev.gatehouse.cli.History.Event;
import dev.gatehouse.cli.History.Recorded;
import dev.gatehouse.cli.History.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds a history to the promises: nothing acknowledged is lost, to a caller or to a worker; a key names one execution,
 * terminal states are recorded once and never change, a job begins as often as it may and never without a record, its
 * outcome is what it says itself, and every start was allowed to somebody whose access had not ended.
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
    private static final String SETTLED = "execution.settled";
    private static final String RETRYING = "execution.retrying";

    private final Map<String, Recorded> record;
    private final List<Answered> answers;
    private final List<Seen> seen;
    private final Accounts accounts;
    private final Map<String, Instant> accessEnded;
    private final List<String> violations = new ArrayList<>();

    HistoryChecker(
            Map<String, Recorded> record,
            List<Answered> answers,
            List<Seen> seen,
            Accounts accounts,
            Map<String, Instant> accessEnded) {
        this.record = record;
        this.answers = answers;
        this.seen = seen;
        this.accounts = accounts;
        this.accessEnded = accessEnded;
    }

    List<String> violations(Set<Integer> roundsWithoutLoss) {
        acknowledgedIsThere(roundsWithoutLoss);
        keysNameOneExecution();
        terminalIsFinal();
        record.forEach(this::endsOnce);
        record.forEach(this::everyStartWasAllowed);
        beginsAsOftenAsItMay();
        accounts.reports().forEach(this::reportIsKept);
        outcomesAreTheJobsOwn();
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
        record.forEach((id, execution) -> {
            // Who lost an answer asks again until it comes, but for those who may not ask any more.
            if (!byExecution.containsKey(id) && !accessEnded.containsKey(execution.subject())) {
                violations.add(id + " is there and was answered to nobody");
            }
        });
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
        } else if (!endsWith(execution.events(), outcomes.getFirst())) {
            violations.add(id + " has events after its outcome: " + execution.events());
        }
        for (int i = 0; i < execution.events().size(); i++) {
            if (execution.events().get(i).n() != i + 1) {
                violations.add(id + " has a gap in its events: " + execution.events());
                return;
            }
        }
    }

    /** After the outcome there is nothing, or once that nothing is left to revoke. */
    private static boolean endsWith(List<Event> events, String outcome) {
        List<String> after = events.stream()
                .map(Event::code)
                .dropWhile(code -> !code.equals(outcome))
                .skip(1)
                .toList();
        return after.isEmpty() || after.equals(List.of(SETTLED));
    }

    private void everyStartWasAllowed(String id, Recorded execution) {
        List<Event> starts = execution.events().stream()
                .filter(event -> event.code().equals(STARTED))
                .toList();
        Instant ended = accessEnded.getOrDefault(execution.subject(), Instant.MAX);
        if (starts.stream().anyMatch(start -> start.at().isAfter(ended))) {
            violations.add(id + " was started after its caller's access had ended");
        }
        if (!starts.stream().allMatch(Event::allowed)) {
            violations.add(id + " was started without an allowing decision");
        }
        if (starts.size() > execution.attempts()) {
            violations.add(id + " was recorded as started " + starts.size() + " times of " + execution.attempts());
        }
    }

    private void beginsAsOftenAsItMay() {
        Map<Began, Long> byFence = accounts.began().stream().collect(groupingBy(each -> each, counting()));
        byFence.forEach((each, times) -> {
            if (times > 1) {
                violations.add(each.execution() + " began " + times + " times under fence " + each.fence());
            }
        });
        Map<String, Long> byExecution = accounts.began().stream().collect(groupingBy(Began::execution, counting()));
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

    /** Where another attempt was to follow, the record has to say so. */
    private void reportIsKept(Acknowledged report) {
        Recorded execution = record.get(report.execution());
        if (execution == null) {
            violations.add(report.execution() + " was reported and is not there");
        } else if (report.state().equals("QUEUED")) {
            if (execution.events().stream().noneMatch(event -> event.code().equals(RETRYING))) {
                violations.add(report.execution() + " was reported as to be tried again and its events do not say so");
            }
        } else if (!execution.state().equals(report.state())) {
            violations.add(report.execution() + " was reported as " + report.state() + " and is " + execution.state());
        }
    }

    private void outcomesAreTheJobsOwn() {
        Set<String> endedWell = accounts.ended().stream()
                .filter(Ended::well)
                .map(Ended::execution)
                .collect(toSet());
        record.forEach((id, execution) -> {
            if (execution.state().equals("SUCCEEDED") && !endedWell.contains(id)) {
                violations.add(id + " succeeded and its job does not say so");
            } else if (execution.state().equals("FAILED") && endedWell.contains(id)) {
                violations.add(id + " failed and its job says that it ended well");
            }
        });
    }
}
