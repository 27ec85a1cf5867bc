package dev.gatehouse.policy.cel;

import java.util.Optional;

/** What is known of one question. */
@FunctionalInterface
public interface Facts {
    /**
     * The variable's value: a string, a long, a boolean, an {@link java.time.Instant}, a {@link java.time.Duration}, or a
     * list or map of such and of doubles and nulls; nothing where the question has no such thing.
     */
    Optional<Object> value(Variable variable);
}
