package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.ConditionCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who holds which role where: by principal (a subject or a group), then by namespace. Immutable.
 *
 * <p>A question looks up its subject and groups at the namespace and at each above it, so that its cost does not depend
 * on the number of bindings. Where a role is given to a principal on a namespace for good, the same role given to it there
 * again decides nothing, and is left out.
 */
final class GrantIndex {
    /** An event names the determining rules and is bounded; these are the nearest ones. */
    private static final int MOST_GRANTS_NAMED = 8;

    private final Map<UUID, Map<String, List<Grant>>> byPrincipal;

    private GrantIndex(Map<UUID, Map<String, List<Grant>>> byPrincipal) {
        this.byPrincipal = byPrincipal;
    }

    /** A binding to a role that does not exist, or on a condition that is none, gives nothing. */
    static GrantIndex of(List<Role> declared, List<Binding> bindings, ConditionCompiler compiler) {
        var roles = Stream.concat(declared.stream(), Role.BUILT_IN.stream())
                .collect(Collectors.toMap(Role::name, Function.identity(), (_, builtIn) -> builtIn));
        var index = new HashMap<UUID, Map<String, List<Grant>>>();
        bindings.stream().sorted(GrantIndex::byAge).forEach(binding -> {
            var role = roles.get(binding.role());
            var when = binding.when().flatMap(each -> When.compile(each, compiler));
            if (role != null && when.isPresent() == binding.when().isPresent()) {
                var grant = new Grant(binding, role, when);
                Stream.concat(binding.subjects().stream(), binding.groups().stream())
                        .forEach(principal -> index.computeIfAbsent(principal, _ -> new HashMap<>(4))
                                .merge(binding.namespace().path(), List.of(grant), GrantIndex::withAnotherRole));
            }
        });
        return new GrantIndex(index);
    }

    /** What is given for good comes first, and the oldest of it. */
    private static int byAge(Binding one, Binding other) {
        int byPermanence = Boolean.compare(one.isConditional(), other.isConditional());
        return byPermanence != 0
                ? byPermanence
                : one.rule().id().compareTo(other.rule().id());
    }

    private static List<Grant> withAnotherRole(List<Grant> known, List<Grant> added) {
        var grant = added.getFirst();
        if (known.stream()
                .anyMatch(each -> !each.binding().isConditional()
                        && each.role().name().equals(grant.role().name()))) {
            return known;
        }
        var more = new ArrayList<>(known);
        more.add(grant);
        return List.copyOf(more);
    }

    /**
     * The bindings, each with its role, that give the subject the permission there in these circumstances: nearest first;
     * empty for none.
     */
    List<Rule> allowing(Subject subject, Permission permission, Namespace namespace, Circumstances circumstances) {
        var principals = principals(subject);
        var rules = new LinkedHashSet<Rule>();
        int named = 0;
        for (String path = namespace.path(); ; path = Namespace.above(path)) {
            for (var byNamespace : principals) {
                for (var grant : byNamespace.getOrDefault(path, List.of())) {
                    if (named < MOST_GRANTS_NAMED
                            && grant.role().spec().permissions().contains(permission)
                            && circumstances.hold(grant.binding().expires(), grant.when())) {
                        rules.add(grant.binding().rule());
                        rules.add(
                                new Rule("role", grant.role().id(), grant.role().revision()));
                        named++;
                    }
                }
            }
            if (path.equals(Namespace.ROOT.path())) {
                return List.copyOf(rules);
            }
        }
    }

    /** Everything that these hold, in order; of the same role given twice to one principal on one namespace, the oldest. */
    List<Holding> of(Set<UUID> principals) {
        return principals.stream()
                .flatMap(principal -> byPrincipal.getOrDefault(principal, Map.of()).values().stream()
                        .flatMap(List::stream)
                        .map(grant -> grant.to(principal)))
                .sorted()
                .toList();
    }

    /** Where bindings give the subject the permission, on whatever condition; it has it below these places, too. */
    List<Namespace> places(Subject subject, Permission permission) {
        return principals(subject).stream()
                .flatMap(byNamespace -> byNamespace.entrySet().stream())
                .filter(cell -> cell.getValue().stream()
                        .anyMatch(grant -> grant.role().spec().permissions().contains(permission)))
                .map(cell -> new Namespace(cell.getKey()))
                .toList();
    }

    private List<Map<String, List<Grant>>> principals(Subject subject) {
        var found = new ArrayList<Map<String, List<Grant>>>();
        addIfGranted(subject.id(), found);
        if (!subject.groups().isEmpty()) {
            sorted(subject.groups()).forEach(group -> addIfGranted(group, found));
        }
        return found;
    }

    private void addIfGranted(UUID principal, List<Map<String, List<Grant>>> found) {
        var granted = byPrincipal.get(principal);
        if (granted != null) {
            found.add(granted);
        }
    }

    private static List<UUID> sorted(Set<UUID> groups) {
        return groups.stream().sorted().toList();
    }

    private record Grant(Binding binding, Role role, Optional<When> when) {
        Holding to(UUID principal) {
            return new Holding(
                    role.name(),
                    binding.namespace(),
                    binding.rule(),
                    binding.name(),
                    principal,
                    binding.when().map(Expression::text),
                    binding.expires());
        }
    }
}
