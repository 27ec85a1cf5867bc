package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.RuleName;
import java.util.Optional;

/**
 * A change of a tenant's policy that somebody thinks of.
 *
 * @param spec as it would be stored; absent where the rule would be deleted
 */
public record PolicyChange(RuleName rule, Optional<Spec> spec) {
    /**
     * A spec in its stored form.
     *
     * @param digest lower-case hex SHA-256 of its canonical form
     */
    public record Spec(String json, String digest) {}
}
