package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.RuleName;
import java.util.List;

/**
 * A stored rule with what it says.
 *
 * @param isReadable whether this gateway can read it; what it cannot read says nothing
 */
record ParsedRule(
        StoredRule stored, boolean isReadable, List<Role> roles, List<Binding> bindings, List<Guardrail> guardrails) {
    ParsedRule {
        roles = List.copyOf(roles);
        bindings = List.copyOf(bindings);
        guardrails = List.copyOf(guardrails);
    }

    static ParsedRule of(StoredRule stored, Role role) {
        return new ParsedRule(stored, true, List.of(role), List.of(), List.of());
    }

    static ParsedRule ofBindings(StoredRule stored, List<Binding> bindings) {
        return new ParsedRule(stored, true, List.of(), bindings, List.of());
    }

    static ParsedRule ofGuardrails(StoredRule stored, List<Guardrail> guardrails) {
        return new ParsedRule(stored, true, List.of(), List.of(), guardrails);
    }

    static ParsedRule unreadable(StoredRule stored) {
        return new ParsedRule(stored, false, List.of(), List.of(), List.of());
    }

    /** Whether it is a guardrail that cannot be read, without which nobody knows what is allowed. */
    boolean hidesWhatIsAllowed() {
        return !isReadable && stored.version().kind().equals(StoredRule.GUARDRAIL);
    }

    RuleName name() {
        return stored.name();
    }
}
