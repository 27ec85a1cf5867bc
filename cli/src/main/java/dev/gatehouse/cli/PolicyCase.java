package dev.gatehouse.cli;

import dev.gatehouse.policy.Judgement;
import dev.gatehouse.policy.Judgement.Outcome;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.Trial;
import java.time.Instant;
import java.util.List;

/**
 * What a policy is to answer to one question.
 *
 * @param line where it stands in its file
 * @param who asks, for people
 * @param rules that have to determine the answer, by their names; others may, too
 */
record PolicyCase(
        int line, String name, String who, Question<?> question, Instant at, Outcome expected, List<String> rules) {
    PolicyCase {
        rules = List.copyOf(rules);
    }

    /**
     * What became of a case.
     *
     * @param rules that determine the answer, by their names
     * @param sentences that explain it
     */
    record Result(PolicyCase of, Outcome actual, List<String> rules, List<String> sentences) {
        boolean passed() {
            return actual == of.expected() && rules.containsAll(of.rules());
        }
    }

    Result on(Trial trial) {
        Judgement judgement = trial.ask(question, at);
        String id = question.subject().id().toString();
        return new Result(
                this,
                judgement.outcome(),
                judgement.rules().stream().map(rule -> name(rule, trial)).toList(),
                judgement.sentences().stream()
                        .map(sentence -> sentence.replace(id, who))
                        .toList());
    }

    private static String name(Rule rule, Trial trial) {
        return trial.name(rule).orElse(rule.toString());
    }
}
