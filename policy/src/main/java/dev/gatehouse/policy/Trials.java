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
        return Trial.of(source, new ConditionBook(compiler, KnownConditions.NONE));
    }

    /**
     * A candidate beside the policy that is in force.
     *
     * @param known conditions that need not be compiled
     * @throws UnreadablePolicy where a guardrail's condition is none
     */
    public Replay replay(PolicySource current, PolicySource candidate, KnownConditions known) {
        var book = new ConditionBook(compiler, known);
        return new Replay(Trial.of(current, book), Trial.of(candidate, book));
    }
}
