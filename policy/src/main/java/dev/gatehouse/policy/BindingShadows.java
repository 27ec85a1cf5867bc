package dev.gatehouse.policy;

import static dev.gatehouse.policy.Finding.Code.RULE_SHADOWED;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds bindings that others make superfluous. Each is compared with those that give something to the same subject or group, for
 * good, in its namespace and above it: in each with the {@value #MOST_COMPARED} that give most.
 */
final class BindingShadows {
    static final int MOST_COMPARED = 100;
    private static final int MOST_NAMED = 3;

    private final List<Binding> bindings;
    private final Map<String, Role> roles;

    /** What is given for good, by whom it is given to and where. */
    private final Map<UUID, Map<String, List<Binding>>> lasting = new HashMap<>();

    BindingShadows(PolicySource source) {
        this.bindings = source.bindings();
        this.roles = BindingLint.roles(source);
        bindings.stream()
                .filter(binding -> !binding.isConditional() && roles.containsKey(binding.role()))
                .forEach(binding -> principals(binding)
                        .forEach(principal -> lasting.computeIfAbsent(principal, _ -> new HashMap<>())
                                .computeIfAbsent(binding.namespace().path(), _ -> new ArrayList<>(1))
                                .add(binding)));
        lasting.values().forEach(byNamespace -> byNamespace.replaceAll((_, given) -> most(given)));
    }

    private List<Binding> most(List<Binding> given) {
        return given.size() <= MOST_COMPARED
                ? given
                : given.stream()
                        .sorted(Comparator.comparingInt(
                                        (Binding each) -> -gives(each).size())
                                .thenComparing(each -> each.rule().id()))
                        .limit(MOST_COMPARED)
                        .toList();
    }

    /** @param overdue whether there is no time left */
    List<Finding> findings(BooleanSupplier overdue) {
        return bindings.stream()
                .takeWhile(_ -> !overdue.getAsBoolean())
                .filter(binding -> binding.rule().kind().equals("rolebinding") && roles.containsKey(binding.role()))
                .flatMap(binding -> over(binding).map(others -> found(binding, others)).stream())
                .toList();
    }

    private static Finding found(Binding shadowed, Set<RuleName> others) {
        return new Finding(
                RULE_SHADOWED,
                RuleName.of(shadowed),
                List.copyOf(others),
                "It gives nobody anything that they do not have by " + named(others) + ". Delete it.");
    }

    private static String named(Set<RuleName> others) {
        String first = others.stream().limit(MOST_NAMED).map(RuleName::toString).collect(Collectors.joining(", "));
        return others.size() > MOST_NAMED ? first + " and " + (others.size() - MOST_NAMED) + " more" : first;
    }

    private static Stream<UUID> principals(Binding binding) {
        return Stream.concat(binding.subjects().stream(), binding.groups().stream());
    }

    /** Those that give as much to everybody whom the binding names. */
    private Optional<Set<RuleName>> over(Binding binding) {
        Set<RuleName> others = new LinkedHashSet<>();
        for (UUID principal : principals(binding).sorted().toList()) {
            Optional<Binding> other = over(binding, lasting.getOrDefault(principal, Map.of()));
            if (other.isEmpty()) {
                return Optional.empty();
            }
            others.add(RuleName.of(other.get()));
        }
        return others.isEmpty() ? Optional.empty() : Optional.of(others);
    }

    private Optional<Binding> over(Binding binding, Map<String, List<Binding>> byNamespace) {
        return binding.namespace().ancestry().stream()
                .flatMap(place -> byNamespace.getOrDefault(place.path(), List.of()).stream())
                .filter(other -> !other.rule().id().equals(binding.rule().id()))
                .filter(other -> gives(other).containsAll(gives(binding)))
                .filter(other -> !isEqual(other, binding)
                        || other.rule().id().compareTo(binding.rule().id()) < 0)
                .findFirst();
    }

    /** Of two that give the same, one is enough. */
    private boolean isEqual(Binding one, Binding other) {
        return !other.isConditional()
                && one.namespace().equals(other.namespace())
                && gives(one).equals(gives(other));
    }

    private Set<Permission> gives(Binding binding) {
        return Optional.ofNullable(roles.get(binding.role()))
                .map(role -> role.spec().permissions())
                .orElse(Set.of());
    }
}
