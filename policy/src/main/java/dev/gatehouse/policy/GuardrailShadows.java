package dev.gatehouse.policy;

import static dev.gatehouse.policy.Finding.Code.RULE_SHADOWED;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds guardrails that others make superfluous. */
final class GuardrailShadows {
    private GuardrailShadows() {}

    static List<Finding> findings(List<Guardrail> guardrails) {
        return guardrails.stream()
                .flatMap(each -> over(each, guardrails).stream().map(other -> found(each, other)))
                .toList();
    }

    private static Finding found(Guardrail shadowed, Guardrail other) {
        var name = RuleName.of(other);
        return new Finding(
                RULE_SHADOWED,
                RuleName.of(shadowed),
                List.of(name),
                "It decides nothing beside " + name + ", which is about all that it is about. Delete one of the two.");
    }

    private static Optional<Guardrail> over(Guardrail guardrail, List<Guardrail> all) {
        return all.stream()
                .filter(other -> !other.rule().id().equals(guardrail.rule().id()))
                .filter(other -> covers(other, guardrail))
                .filter(other -> !covers(guardrail, other) || isOlder(other, guardrail))
                .findFirst();
    }

    /** Of two that say the same, one is enough. */
    private static boolean isOlder(Guardrail one, Guardrail other) {
        return one.rule().id().compareTo(other.rule().id()) < 0;
    }

    private static boolean covers(Guardrail wide, Guardrail narrow) {
        return wide.namespace().covers(narrow.namespace())
                && wide.actions().containsAll(narrow.actions())
                && (wide.jobs().isEmpty()
                        || (!narrow.jobs().isEmpty() && wide.jobs().containsAll(narrow.jobs())))
                && (!wide.atSubmit() || narrow.atSubmit())
                && saysAsMuch(wide, narrow);
    }

    private static boolean saysAsMuch(Guardrail wide, Guardrail narrow) {
        if (wide.effect() instanceof Effect.Deny && wide.when().isEmpty()) {
            return true;
        }
        return Stream.of(wide.effect(), wide.message()).toList().equals(List.of(narrow.effect(), narrow.message()))
                && (wide.when().isEmpty() || wide.when().equals(narrow.when()));
    }
}
