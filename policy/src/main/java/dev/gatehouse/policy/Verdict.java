package dev.gatehouse.policy;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the rules say about a question, before a decision is made of it. */
sealed interface Verdict {
    /** Both this and the other: the first refusal counts, and the other is not asked after one. */
    Verdict and(Supplier<Verdict> other);

    record Granted(List<Rule> rules) implements Verdict {
        @Override
        public Verdict and(Supplier<Verdict> other) {
            return switch (other.get()) {
                case Granted more ->
                    new Granted(Stream.concat(rules.stream(), more.rules.stream())
                            .distinct()
                            .toList());
                case Refused refused -> refused;
            };
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
