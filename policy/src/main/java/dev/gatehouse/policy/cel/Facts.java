package dev.gatehouse.policy.cel;

import dev.cel.common.values.NullValue;
import java.util.Optional;

/** What is known of one question. */
@FunctionalInterface
public interface Facts {
    /** What stands for a null in a list or a map. */
    Object NULL = NullValue.NULL_VALUE;

    /**
     * The variable's value: a string, a long, a boolean, an {@link java.time.Instant}, a {@link java.time.Duration}, or a
     * list or map of such and of doubles and {@link #NULL}; nothing where the question has no such thing.
     */
    Optional<Object> value(Variable variable);
}
