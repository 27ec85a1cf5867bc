package dev.gatehouse.policy;

/**
 * What a rule is declared as.
 *
 * @param kind in lower case, such as {@code rolebinding}
 * @param namespace the root for kinds that have none
 */
public record RuleName(String kind, Namespace namespace, String name) {
    private static final String PROVIDER = "identityprovider";

    static RuleName of(Role role) {
        return new RuleName("role", Namespace.ROOT, role.name());
    }

    static RuleName of(Binding binding) {
        boolean isMapped = binding.rule().kind().equals(PROVIDER);
        return new RuleName(binding.rule().kind(), isMapped ? Namespace.ROOT : binding.namespace(), binding.name());
    }

    static RuleName of(Guardrail guardrail) {
        return new RuleName(guardrail.rule().kind(), guardrail.namespace(), guardrail.name());
    }

    @Override
    public String toString() {
        boolean isOfTenant = kind.equals("role") || kind.equals(PROVIDER);
        return kind + " " + (isOfTenant ? name : namespace + "/" + name);
    }
}
