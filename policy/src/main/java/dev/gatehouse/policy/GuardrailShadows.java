package dev.gatehouse.policy;

import static dev.gatehouse.policy.Finding.Code.RULE_SHADOWED;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Finds guardrails that others make superfluous. Each is compared with those only that could do so: in its namespace and above it,
 * what always denies, and what says the same on the same condition or on none. Of each kind the oldest
 * {@value #MOST_COMPARED} of a namespace are looked at.
 */
final class GuardrailShadows {
    static final int MOST_COMPARED = 100;

    private final List<Guardrail> guardrails;
    private final Map<Saying, List<Guardrail>> bySaying = new HashMap<>();

    /** What a guardrail says, where, and on which condition. */
    private record Saying(Namespace namespace, Effect effect, String message, Optional<Expression> when) {
        static Saying of(Guardrail guardrail) {
            return isFlatDenial(guardrail)
                    ? flatDenial(guardrail.namespace())
                    : new Saying(guardrail.namespace(), guardrail.effect(), guardrail.message(), guardrail.when());
        }

        /** Whoever is denied anyway does not care for what reason. */
        static Saying flatDenial(Namespace namespace) {
            return new Saying(namespace, new Effect.Deny(), "", Optional.empty());
        }

        Saying at(Namespace place, Optional<Expression> condition) {
            return new Saying(place, effect, message, condition);
        }
    }

    GuardrailShadows(List<Guardrail> guardrails) {
        this.guardrails = guardrails;
        guardrails.stream()
                .sorted(Comparator.comparing(each -> each.rule().id()))
                .forEach(each -> {
                    var alike = bySaying.computeIfAbsent(Saying.of(each), _ -> new ArrayList<>(1));
                    if (alike.size() < MOST_COMPARED) {
                        alike.add(each);
                    }
                });
    }

    /** @param overdue whether there is no time left */
    List<Finding> findings(BooleanSupplier overdue) {
        return guardrails.stream()
                .takeWhile(_ -> !overdue.getAsBoolean())
                .flatMap(each -> over(each).stream().map(other -> found(each, other)))
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

    private Optional<Guardrail> over(Guardrail guardrail) {
        var saying = Saying.of(guardrail);
        return guardrail.namespace().ancestry().stream()
                .flatMap(place -> Stream.of(
                                Saying.flatDenial(place),
                                saying.at(place, Optional.empty()),
                                saying.at(place, guardrail.when()))
                        .distinct())
                .flatMap(each -> bySaying.getOrDefault(each, List.of()).stream())
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
        return isFlatDenial(wide)
                || (wide.effect().equals(narrow.effect())
                        && wide.message().equals(narrow.message())
                        && (wide.when().isEmpty() || wide.when().equals(narrow.when())));
    }

    private static boolean isFlatDenial(Guardrail guardrail) {
        return guardrail.effect() instanceof Effect.Deny && guardrail.when().isEmpty();
    }
}
