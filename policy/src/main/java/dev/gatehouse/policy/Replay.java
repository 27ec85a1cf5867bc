package dev.gatehouse.policy;

import dev.gatehouse.policy.Judgement.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a candidate would have said otherwise of what was asked, compared with a policy that is in force. Immutable. */
public final class Replay {
    private final Trial current;
    private final Trial candidate;

    public Replay(Trial current, Trial candidate) {
        this.current = current;
        this.candidate = candidate;
    }

    /**
     * That the two answer a question differently.
     *
     * @param rule that makes the difference: the one by which the stricter of the two is stricter, or, where that one only
     *     lacks a rule, the one that the other has; absent where no rule is behind either
     */
    public record Difference(Outcome before, Outcome after, Optional<Named> rule) {}

    /** A rule, and its name. */
    public record Named(Rule rule, String name) {}

    /** The fingerprint of the candidate. */
    public String candidate() {
        return candidate.digest();
    }

    /**
     * Whether its differences may tell of inputs, launch options, labels, groups or addresses: a rule of either goes by them,
     * and which questions are answered otherwise says what it made of them.
     */
    public boolean tells() {
        return current.tells() || candidate.tells();
    }

    /** Nothing where both answer the same. */
    public Optional<Difference> compare(Question<?> question, Instant at) {
        Judgement before = current.ask(question, at);
        Judgement after = candidate.ask(question, at);
        if (before.outcome() == after.outcome()) {
            return Optional.empty();
        }
        boolean becameStricter = after.outcome().compareTo(before.outcome()) > 0;
        Optional<Named> ofCurrent = named(before.rules(), current);
        Optional<Named> ofCandidate = named(after.rules(), candidate);
        return Optional.of(new Difference(
                before.outcome(),
                after.outcome(),
                becameStricter ? ofCandidate.or(() -> ofCurrent) : ofCurrent.or(() -> ofCandidate)));
    }

    private static Optional<Named> named(List<Rule> rules, Trial of) {
        return rules.stream()
                .findFirst()
                .map(rule -> new Named(rule, of.name(rule).orElse(rule.toString())));
    }
}
