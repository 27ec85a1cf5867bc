package dev.gatehouse.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A rule on what is asked, after it is clear who may ask: in its namespace and all below it, so that a child's rules only
 * add to its parents'.
 *
 * @param actions what it is about
 * @param jobs patterns of full job names, of which one has to match; none for every job
 * @param when what has to hold; absent for always
 * @param atSubmit whether it is asked when something is asked for, and not again when it begins
 * @param message a sentence for whoever meets it; may be empty
 */
public record Guardrail(
        Rule rule,
        Namespace namespace,
        String name,
        Set<Permission> actions,
        List<NamePattern> jobs,
        Optional<Expression> when,
        Effect effect,
        boolean atSubmit,
        String message) {
    public Guardrail {
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("a guardrail about nothing");
        }
        boolean onlyRuns = actions.equals(Set.of(Permission.EXECUTION_CREATE));
        if (!onlyRuns && (effect instanceof Effect.RequireApproval || !jobs.isEmpty())) {
            throw new IllegalArgumentException("only runs are of jobs and wait for approval");
        }
        actions = Set.copyOf(actions);
        jobs = List.copyOf(jobs);
    }
}
