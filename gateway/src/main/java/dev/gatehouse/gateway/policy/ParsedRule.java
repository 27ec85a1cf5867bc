package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.RuleName;
import java.util.List;

/** A stored rule with what it says; one that cannot be read and may be left out says nothing. */
record ParsedRule(StoredRule stored, List<Role> roles, List<Binding> bindings, List<Guardrail> guardrails) {
    ParsedRule {
        roles = List.copyOf(roles);
        bindings = List.copyOf(bindings);
        guardrails = List.copyOf(guardrails);
    }

    static ParsedRule of(StoredRule stored, Role role) {
        return new ParsedRule(stored, List.of(role), List.of(), List.of());
    }

    static ParsedRule of(StoredRule stored, List<Binding> bindings) {
        return new ParsedRule(stored, List.of(), bindings, List.of());
    }

    static ParsedRule nothing(StoredRule stored) {
        return new ParsedRule(stored, List.of(), List.of(), List.of());
    }

    RuleName name() {
        return stored.name();
    }
}
