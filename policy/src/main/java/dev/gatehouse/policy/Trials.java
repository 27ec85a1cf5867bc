package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.ConditionCompiler;

/** Puts policies on trial. Thread-safe. */
public final class Trials {
    private final ConditionCompiler compiler = new ConditionCompiler();

    /**
     * The policy, to be asked what it would say.
     *
     * @throws UnreadablePolicy where a guardrail's condition is none
     */
    public Trial of(PolicySource source) {
        return Trial.of(source, compiler);
    }
}
