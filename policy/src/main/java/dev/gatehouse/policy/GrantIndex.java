package dev.gatehouse.policy;

import static java.util.Comparator.comparing;

import dev.gatehouse.policy.cel.ConditionCompiler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
 * on the number of bindings. Where a role is given to a principal on a namespace for good as often as a decision names, the
 * same role given to it there once more is left out.
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
                var grant = Grant.of(binding, role, when);
                Stream.concat(binding.subjects().stream(), binding.groups().stream())
                        .distinct()
                        .forEach(principal -> addUnlessOften(
                                grant,
                                index.computeIfAbsent(principal, _ -> new HashMap<>(4))
                                        .computeIfAbsent(binding.namespace().path(), _ -> new ArrayList<>(1))));
            }
        });
        index.values().forEach(byNamespace -> byNamespace.replaceAll((_, grants) -> List.copyOf(grants)));
        return new GrantIndex(index);
    }

    /** What is given for good comes first, and the oldest of it. */
    private static int byAge(Binding one, Binding other) {
        int byPermanence = Boolean.compare(one.isConditional(), other.isConditional());
        return byPermanence != 0
                ? byPermanence
                : one.rule().id().compareTo(other.rule().id());
    }

    private static void addUnlessOften(Grant grant, List<Grant> known) {
        long often = grant.binding().isConditional()
                ? 0
                : known.stream()
                        .filter(each -> each.role().equals(grant.role()))
                        .limit(MOST_GRANTS_NAMED)
                        .count();
        if (often < MOST_GRANTS_NAMED) {
            known.add(grant);
        }
    }

    /**
     * The bindings, each with its role, that give the subject the permission there in these circumstances: nearest first;
     * empty for none.
     */
    List<Rule> allowing(Subject subject, Permission permission, Namespace namespace, Circumstances circumstances) {
        var principals = principals(subject);
        if (principals.isEmpty()) {
            return List.of();
        }
        var rules = new ArrayList<Rule>(4);
        int named = 0;
        for (String path = namespace.path(); ; path = Namespace.above(path)) {
            for (var byNamespace : principals) {
                for (var grant : byNamespace.getOrDefault(path, List.of())) {
                    if (grant.allows(permission, circumstances) && addIfNew(grant.given(), rules)) {
                        addIfNew(grant.through(), rules);
                        named++;
                        if (named == MOST_GRANTS_NAMED) {
                            return List.copyOf(rules);
                        }
                    }
                }
            }
            if (path.equals(Namespace.ROOT.path())) {
                return List.copyOf(rules);
            }
        }
    }

    /** Of the few that are named a list is searched sooner than a set is made. */
    private static boolean addIfNew(Rule rule, List<Rule> rules) {
        return !rules.contains(rule) && rules.add(rule);
    }

    /** Everything that these hold, in order. */
    List<Holding> of(Set<UUID> principals) {
        return principals.stream()
                .flatMap(principal -> byPrincipal.getOrDefault(principal, Map.of()).values().stream()
                        .flatMap(List::stream)
                        .map(grant -> grant.to(principal)))
                .sorted()
                .toList();
    }

    /** Everything that bindings give the subject or a group of it, in no order. */
    Stream<Given> given(Subject subject) {
        return Stream.concat(Stream.of(subject.id()), subject.groups().stream())
                .flatMap(principal -> byPrincipal.getOrDefault(principal, Map.of()).values().stream()
                        .flatMap(List::stream)
                        .map(grant -> new Given(principal, grant.binding(), grant.role())));
    }

    /** A role that a binding gives to a principal. */
    record Given(UUID principal, Binding binding, Role role) {}

    /**
     * Who has the permission there, each by the nearest binding that gives it: in the order of the principals' ids as
     * they are written, beginning with the given one. What is given on a condition is among it, with the condition.
     */
    List<Holding> holders(Permission permission, Namespace namespace, Optional<UUID> from, int most, Instant now) {
        String first = from.map(UUID::toString).orElse("");
        return byPrincipal.entrySet().stream()
                .filter(each -> each.getKey().toString().compareTo(first) >= 0)
                .flatMap(each -> nearest(each.getKey(), each.getValue(), permission, namespace, now).stream())
                .sorted(comparing(holding -> holding.principal().toString()))
                .limit(most)
                .toList();
    }

    private static Optional<Holding> nearest(
            UUID principal,
            Map<String, List<Grant>> byNamespace,
            Permission permission,
            Namespace namespace,
            Instant now) {
        return namespace.ancestry().stream()
                .flatMap(place -> byNamespace.getOrDefault(place.path(), List.of()).stream())
                .filter(grant -> grant.role().spec().permissions().contains(permission))
                .filter(grant -> grant.binding().expires().map(now::isBefore).orElse(true))
                .findFirst()
                .map(grant -> grant.to(principal));
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

    /** What is given to the subject, then what is given to each of its groups, in the order of their ids. */
    private List<Map<String, List<Grant>>> principals(Subject subject) {
        var granted = new ArrayList<UUID>(subject.groups().size());
        for (UUID group : subject.groups()) {
            if (byPrincipal.containsKey(group)) {
                granted.add(group);
            }
        }
        if (granted.size() > 1) {
            granted.sort(null);
        }
        granted.addFirst(subject.id());
        var found = new ArrayList<Map<String, List<Grant>>>(granted.size());
        for (UUID principal : granted) {
            var given = byPrincipal.get(principal);
            if (given != null) {
                found.add(given);
            }
        }
        return found;
    }

    /**
     * A binding that gives a role.
     *
     * @param given the binding, as decisions name it
     * @param through the role, as decisions name it
     */
    private record Grant(Binding binding, Role role, Optional<When> when, Rule given, Rule through) {
        static Grant of(Binding binding, Role role, Optional<When> when) {
            return new Grant(binding, role, when, binding.rule(), role.rule());
        }

        boolean allows(Permission permission, Circumstances circumstances) {
            return role.spec().permissions().contains(permission) && circumstances.hold(binding.expires(), when);
        }

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
