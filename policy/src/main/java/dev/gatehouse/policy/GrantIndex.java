package dev.gatehouse.policy;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
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

    private static final BitSet NO_ROLE = new BitSet();

    private final Map<UUID, PrincipalGrants> byPrincipal;
    private final PlaceTree places;

    /** The numbers of the roles that have each permission; never changed. */
    private final Map<Permission, BitSet> having;

    private GrantIndex(Map<UUID, PrincipalGrants> byPrincipal, PlaceTree places, Map<Permission, BitSet> having) {
        this.byPrincipal = byPrincipal;
        this.places = places;
        this.having = having;
    }

    private record Numbered(Role role, int number) {}

    /** A binding to a role that does not exist, or on a condition that is none, gives nothing. */
    static GrantIndex of(List<Role> declared, List<Binding> bindings, ConditionBook book) {
        var roles = Stream.concat(declared.stream(), Role.BUILT_IN.stream())
                .collect(Collectors.toMap(Role::name, Function.identity(), (_, builtIn) -> builtIn));
        var numbered = new HashMap<String, Numbered>();
        var having = new HashMap<Permission, BitSet>();
        roles.forEach((name, role) -> {
            int number = numbered.size();
            numbered.put(name, new Numbered(role, number));
            role.spec()
                    .permissions()
                    .forEach(permission -> having.computeIfAbsent(permission, _ -> new BitSet())
                            .set(number));
        });
        var places = PlaceTree.of(
                bindings.stream().map(binding -> binding.namespace().path()).collect(Collectors.toSet()));
        var given = new HashMap<UUID, List<Grant>>();
        bindings.stream().sorted(GrantIndex::byPlaceAndAge).forEach(binding -> {
            var role = numbered.get(binding.role());
            var when = binding.when().flatMap(each -> When.compile(each, book));
            if (role != null && when.isPresent() == binding.when().isPresent()) {
                var grant = Grant.of(
                        binding,
                        role.role(),
                        when,
                        places.at(binding.namespace().path()),
                        role.number());
                Stream.concat(binding.subjects().stream(), binding.groups().stream())
                        .distinct()
                        .forEach(principal ->
                                addUnlessOften(grant, given.computeIfAbsent(principal, _ -> new ArrayList<>(1))));
            }
        });
        var byPrincipal = HashMap.<UUID, PrincipalGrants>newHashMap(given.size());
        given.forEach((principal, grants) -> byPrincipal.put(principal, new PrincipalGrants(principal, grants)));
        return new GrantIndex(byPrincipal, places, having);
    }

    /** At one place what is given for good comes first, and the oldest of it. Places are numbered in this order. */
    private static int byPlaceAndAge(Binding one, Binding other) {
        int byPlace = one.namespace().path().compareTo(other.namespace().path());
        if (byPlace != 0) {
            return byPlace;
        }
        int byPermanence = Boolean.compare(one.isConditional(), other.isConditional());
        return byPermanence != 0
                ? byPermanence
                : one.rule().id().compareTo(other.rule().id());
    }

    /** Of those at one place the last ones were added last. */
    private static void addUnlessOften(Grant grant, List<Grant> known) {
        int often = 0;
        for (int i = known.size() - 1; grant.forGood() && i >= 0 && known.get(i).place() == grant.place(); i--) {
            often += known.get(i).roleNumber() == grant.roleNumber() ? 1 : 0;
        }
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
        var roles = having.getOrDefault(permission, NO_ROLE);
        var rules = new ArrayList<Rule>(4);
        int named = 0;
        for (int place = places.atOrAbove(namespace.path()); place != PlaceTree.NONE; place = places.above(place)) {
            for (var each : principals) {
                for (int i = each.first(place); each.isAt(i, place); i++) {
                    if (roles.get(each.role(i)) && each.grant(i).holds(circumstances)) {
                        var grant = each.grant(i);
                        if (addIfNew(grant.given(), rules)) {
                            addIfNew(grant.through(), rules);
                            named++;
                            if (named == MOST_GRANTS_NAMED) {
                                return List.copyOf(rules);
                            }
                        }
                    }
                }
            }
        }
        return List.copyOf(rules);
    }

    /** Of the few that are named a list is searched sooner than a set is made. */
    private static boolean addIfNew(Rule rule, List<Rule> rules) {
        return !rules.contains(rule) && rules.add(rule);
    }

    /** Everything that these hold, in order. */
    List<Holding> of(Set<UUID> principals) {
        return principals.stream()
                .flatMap(principal -> given(principal).map(grant -> grant.to(principal)))
                .sorted()
                .toList();
    }

    /** Everything that bindings give the subject or a group of it, in no order. */
    Stream<Given> given(Subject subject) {
        return Stream.concat(Stream.of(subject.id()), subject.groups().stream())
                .flatMap(principal ->
                        given(principal).map(grant -> new Given(principal, grant.binding(), grant.role())));
    }

    private Stream<Grant> given(UUID principal) {
        var grants = byPrincipal.get(principal);
        return grants == null ? Stream.empty() : grants.all();
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
                .flatMap(each -> nearest(each.getKey(), permission, namespace, now).stream())
                .sorted(comparing(holding -> holding.principal().toString()))
                .limit(most)
                .toList();
    }

    private Optional<Holding> nearest(UUID principal, Permission permission, Namespace namespace, Instant now) {
        return namespace.ancestry().stream()
                .flatMap(place -> given(principal)
                        .filter(grant -> grant.binding().namespace().equals(place)))
                .filter(grant -> has(grant, permission))
                .filter(grant -> grant.binding().expires().map(now::isBefore).orElse(true))
                .findFirst()
                .map(grant -> grant.to(principal));
    }

    /** Where bindings give the subject the permission, on whatever condition; it has it below these places, too. */
    List<Namespace> places(Subject subject, Permission permission) {
        return principals(subject).stream()
                .flatMap(grants -> grants.all()
                        .filter(grant -> has(grant, permission))
                        .map(grant -> grant.binding().namespace())
                        .distinct())
                .toList();
    }

    private boolean has(Grant grant, Permission permission) {
        return having.getOrDefault(permission, NO_ROLE).get(grant.roleNumber());
    }

    /** What is given to the subject, then what is given to each of its groups, in the order of their ids. */
    private List<PrincipalGrants> principals(Subject subject) {
        var found = new ArrayList<PrincipalGrants>(subject.groups().size() + 1);
        for (UUID group : subject.groups()) {
            var given = byPrincipal.get(group);
            if (given != null) {
                found.add(given);
            }
        }
        if (found.size() > 1) {
            found.sort(comparing(PrincipalGrants::principal));
        }
        var own = byPrincipal.get(subject.id());
        if (own != null) {
            found.addFirst(own);
        }
        return found;
    }
}
