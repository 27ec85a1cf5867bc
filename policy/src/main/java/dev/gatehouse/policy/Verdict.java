package dev.gatehouse.policy;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the rules say about a question, before a decision is made of it. */
sealed interface Verdict {
    /** Granted without a rule that says so. */
    Granted GRANTED = new Granted(List.of(), List.of(), List.of());

    static Granted granted(List<Rule> rules) {
        return new Granted(rules, List.of(), List.of());
    }

    /** Both this and the other: the first refusal counts, and the other is not asked after one. */
    Verdict and(Supplier<Verdict> other);

    /**
     * Nothing speaks against it.
     *
     * @param approvals what has to be fulfilled first
     */
    record Granted(List<Rule> rules, List<ApprovalRule> approvals, List<Warning> warnings) implements Verdict {
        @Override
        public Verdict and(Supplier<Verdict> other) {
            return switch (other.get()) {
                case Granted more ->
                    new Granted(
                            both(rules, more.rules), both(approvals, more.approvals), both(warnings, more.warnings));
                case Refused refused -> refused;
            };
        }

        private static <T> List<T> both(List<T> some, List<T> others) {
            if (some.isEmpty() || others.isEmpty()) {
                return some.isEmpty() ? others : some;
            }
            return Stream.concat(some.stream(), others.stream()).distinct().toList();
        }
    }

    record Refused(List<Reason> reasons) implements Verdict {
        static Refused because(String code, String message) {
            return new Refused(List.of(Reason.of(code, message)));
        }

        @Override
        public Verdict and(Supplier<Verdict> other) {
            return this;
        }
    }
}
