package dev.gatehouse.policy.cel;

import java.util.List;

/** What became of a condition's text. */
public sealed interface Compilation {
    /** It can be asked. */
    record Ready(Condition condition) implements Compilation {}

    /** It cannot, for reasons that are never empty. */
    record Flawed(List<Flaw> flaws) implements Compilation {
        public Flawed {
            if (flaws.isEmpty()) {
                throw new IllegalArgumentException("flawed without a flaw");
            }
            flaws = List.copyOf(flaws);
        }
    }
}
