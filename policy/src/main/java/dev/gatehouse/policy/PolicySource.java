package dev.gatehouse.policy;

import java.util.List;

/**
 * Everything one tenant has declared about who may do what, as one consistent read saw it.
 *
 * @param revision the tenant's revision in that same read
 * @param stops what holds its executions up, which is no policy of its own and no part of the digest
 * @param versions the resources that roles, bindings and guardrails come from
 */
public record PolicySource(
        String tenant,
        long revision,
        List<Role> roles,
        List<Binding> bindings,
        List<Guardrail> guardrails,
        StandingStops stops,
        List<RuleVersion> versions) {
    public PolicySource {
        roles = List.copyOf(roles);
        bindings = List.copyOf(bindings);
        guardrails = List.copyOf(guardrails);
        versions = List.copyOf(versions);
    }
}
