package dev.gatehouse.secrets;

import java.util.Optional;

/**
 * One thing that a look at a store found.
 *
 * @param check what was looked at, or what the store does not promise
 * @param problem why it does not hold, as one snake_case word
 */
public record StoreFinding(String check, Kind kind, Optional<String> problem) {
    /** How it stands. */
    public enum Kind {
        HOLDS,
        FAILS,
        /** Nothing is wrong, and nobody should count on more. */
        NOT_PROMISED
    }

    /** It holds, unless there is a problem. */
    public static StoreFinding of(String check, Optional<String> problem) {
        return new StoreFinding(check, problem.isPresent() ? Kind.FAILS : Kind.HOLDS, problem);
    }

    /** What this kind of store cannot promise. */
    public static StoreFinding limit(String what) {
        return new StoreFinding(what, Kind.NOT_PROMISED, Optional.empty());
    }
}
