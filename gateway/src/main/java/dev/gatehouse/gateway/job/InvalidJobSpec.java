package dev.gatehouse.gateway.job;

import dev.gatehouse.gateway.problem.Violation;
import java.util.List;

/** A job's spec that breaks a rule; its violations point into the spec. */
public final class InvalidJobSpec extends RuntimeException {
    private final transient List<Violation> violations;

    InvalidJobSpec(List<Violation> violations) {
        super("the job's spec breaks a rule");
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
