package dev.gatehouse.policy;

import static dev.gatehouse.policy.Finding.Code.GROUP_NAMED_OTHERWISE;
import static dev.gatehouse.policy.Finding.Code.NAME_PATTERN_EVADABLE;
import static dev.gatehouse.policy.Finding.Code.ROLE_NOBODY_HOLDS;
import static dev.gatehouse.policy.Finding.Code.RULE_NEVER_MATCHES;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with bindings, each for itself, and with the roles that they give. */
final class BindingLint {
    private final PolicySource source;
    private final LintFacts facts;
    private final ConditionLint conditions;
    private final Map<String, Role> roles;

    BindingLint(PolicySource source, LintFacts facts, ConditionLint conditions) {
        this.source = source;
        this.facts = facts;
        this.conditions = conditions;
        this.roles = roles(source);
    }

    /** The declared roles and those built in, by their names. */
    static Map<String, Role> roles(PolicySource source) {
        return Stream.concat(source.roles().stream(), Role.BUILT_IN.stream())
                .collect(Collectors.toMap(Role::name, Function.identity(), (_, builtIn) -> builtIn));
    }

    /** @param overdue whether there is no time left */
    List<Finding> findings(BooleanSupplier overdue) {
        List<Finding> findings = new ArrayList<>();
        for (Binding binding : source.bindings()) {
            if (overdue.getAsBoolean()) {
                return findings;
            }
            if (isDeclared(binding)) {
                whyNever(binding)
                        .ifPresent(why ->
                                findings.add(new Finding(RULE_NEVER_MATCHES, RuleName.of(binding), List.of(), why)));
                conditions
                        .misnamed(binding.when())
                        .forEach(why ->
                                findings.add(new Finding(GROUP_NAMED_OTHERWISE, RuleName.of(binding), List.of(), why)));
                if (conditions.readsName(binding.when(), given(binding))) {
                    findings.add(new Finding(
                            NAME_PATTERN_EVADABLE,
                            RuleName.of(binding),
                            List.of(),
                            "Its condition goes by a job's name, so whoever may declare jobs there decides what it gives."
                                    + " Bind the role in a namespace instead."));
                }
            }
        }
        return findings;
    }

    List<Finding> rolesNobodyHolds() {
        Set<String> held = source.bindings().stream()
                .filter(binding -> whyNever(binding).isEmpty())
                .map(Binding::role)
                .collect(Collectors.toSet());
        return source.roles().stream()
                .filter(role -> !held.contains(role.name()))
                .map(role -> new Finding(
                        ROLE_NOBODY_HOLDS,
                        RuleName.of(role),
                        List.of(),
                        "Nobody whose access stands is bound to it. Bind it, or delete it."))
                .toList();
    }

    private Optional<String> whyNever(Binding binding) {
        if (!roles.containsKey(binding.role())) {
            return Optional.of("There is no role " + binding.role() + ". Declare it, or bind another one.");
        }
        if (binding.expires().filter(end -> !facts.now().isBefore(end)).isPresent()) {
            return Optional.of("It expired at " + binding.expires().orElseThrow() + ". Delete it.");
        }
        if (conditions.neverHolds(binding.when())) {
            return Optional.of("Its condition never holds.");
        }
        if (conditions.alwaysFails(binding.when())) {
            return Optional.of("Its condition cannot be worked out, whatever is asked, and so it gives nothing.");
        }
        boolean ofSomebody = binding.subjects().stream().anyMatch(facts.activeSubjects()::contains)
                || binding.groups().stream().anyMatch(facts.peopledGroups()::contains);
        return ofSomebody || !isDeclared(binding)
                ? Optional.empty()
                : Optional.of("It names nobody whose access stands, and no group with such a member.");
    }

    /** What an identity provider maps is no resource of its own. */
    private static boolean isDeclared(Binding binding) {
        return binding.rule().kind().equals("rolebinding");
    }

    private Set<Permission> given(Binding binding) {
        return Optional.ofNullable(roles.get(binding.role()))
                .map(role -> role.spec().permissions())
                .orElse(Set.of());
    }
}
