package dev.gatehouse.policy;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Who holds which role where: by principal (a subject or a group), then by namespace. Immutable.
 *
 * <p>A question looks up its subject and groups at the namespace and at each above it, so that its cost does not depend
 * on the number of bindings. Where a role is given to a principal on a namespace for good as often as a decision names, the
 * same role given to it there once more is left out.
 */
final class GrantIndex {
    private static final BitSet NO_ROLE = new BitSet();

    private final GrantTable byPrincipal;
    private final PlaceTree places;

    /** The numbers of the roles that have each permission; never changed. */
    private final Map<Permission, BitSet> having;

    /** Every role, and after them every rule that gives one, at its number; never changed. */
    private final Rule[] rules;

    private GrantIndex(
            GrantTable byPrincipal, PlaceTree places, Map<Permission, BitSet> having, Collection<Rule> rules) {
        this.byPrincipal = byPrincipal;
        this.places = places;
        this.having = having;
        this.rules = rules.toArray(Rule[]::new);
    }

    /** A binding to a role that does not exist, or on a condition that is none, gives nothing. */
    static GrantIndex of(List<Role> declared, List<Binding> bindings, ConditionBook book) {
        var roles = Stream.concat(declared.stream(), Role.BUILT_IN.stream())
                .collect(Collectors.toMap(Role::name, Function.identity(), (_, builtIn) -> builtIn));
        var numbers = new LinkedHashMap<Rule, Integer>();
        var having = new HashMap<Permission, BitSet>();
        for (var role : roles.values()) {
            int number = number(role.rule(), numbers);
            role.spec()
                    .permissions()
                    .forEach(permission -> having.computeIfAbsent(permission, _ -> new BitSet())
                            .set(number));
        }
        var places = PlaceTree.of(
                bindings.stream().map(binding -> binding.namespace().path()).collect(Collectors.toSet()));
        var given = new HashMap<UUID, List<Grant>>();
        bindings.stream().sorted(byPlaceAndAge(places)).forEach(binding -> {
            var role = roles.get(binding.role());
            var when = binding.when().flatMap(each -> When.compile(each, book));
            if (role != null && when.isPresent() == binding.when().isPresent()) {
                var grant = new Grant(
                        binding,
                        role,
                        when,
                        places.at(binding.namespace().path()),
                        number(role.rule(), numbers),
                        number(binding.rule(), numbers));
                Stream.concat(binding.subjects().stream(), binding.groups().stream())
                        .distinct()
                        .forEach(principal ->
                                addUnlessOften(grant, given.computeIfAbsent(principal, _ -> new ArrayList<>(1))));
            }
        });
        return new GrantIndex(GrantTable.of(given), places, having, numbers.keySet());
    }

    /** The number that the rule has, or the next one. */
    private static int number(Rule rule, Map<Rule, Integer> numbers) {
        return numbers.computeIfAbsent(rule, _ -> numbers.size());
    }

    /** At one place what is given for good comes first, and the oldest of it. */
    private static Comparator<Binding> byPlaceAndAge(PlaceTree places) {
        return comparingInt((Binding binding) -> places.at(binding.namespace().path()))
                .thenComparing(Binding::isConditional)
                .thenComparing(binding -> binding.rule().id());
    }

    /** Of those at one place the last ones were added last. */
    private static void addUnlessOften(Grant grant, List<Grant> known) {
        int often = 0;
        for (int i = known.size() - 1; grant.forGood() && i >= 0 && known.get(i).place() == grant.place(); i--) {
            often += known.get(i).roleNumber() == grant.roleNumber() ? 1 : 0;
        }
        if (often < NamedRules.MOST_GRANTS) {
            known.add(grant);
        }
    }

    /**
     * The bindings, each with its role, that give the subject the permission there in these circumstances: nearest first;
     * empty for none.
     */
    List<Rule> allowing(Subject subject, Permission permission, Namespace namespace, Circumstances circumstances) {
        var spans = byPrincipal.spans(subject);
        var ends = new int[spans.length];
        for (int each = 0; each < ends.length; each++) {
            ends[each] = GrantTable.size(spans[each]);
        }
        var roles = having.getOrDefault(permission, NO_ROLE);
        var named = new NamedRules();
        for (int place = places.atOrAbove(namespace.path()); place != PlaceTree.NONE; place = places.above(place)) {
            for (int each = 0; each < ends.length; each++) {
                long span = spans[each];
                int first = byPrincipal.first(span, place, ends[each]);
                ends[each] = first;
                for (int i = first; byPrincipal.isAt(span, i, place); i++) {
                    int role = byPrincipal.role(span, i);
                    if (roles.get(role) && byPrincipal.holds(span, i, circumstances)) {
                        named.add(byPrincipal.rule(span, i), role);
                        if (named.isFull()) {
                            return named.among(rules);
                        }
                    }
                }
            }
        }
        return named.among(rules);
    }

    /** Everything that these hold, in order. */
    List<Holding> of(Set<UUID> principals) {
        return principals.stream()
                .flatMap(principal -> byPrincipal.given(principal).map(grant -> grant.to(principal)))
                .sorted()
                .toList();
    }

    /** Everything that bindings give the subject or a group of it, in no order. */
    Stream<Given> given(Subject subject) {
        return Stream.concat(Stream.of(subject.id()), subject.groups().stream())
                .flatMap(principal ->
                        byPrincipal.given(principal).map(grant -> new Given(principal, grant.binding(), grant.role())));
    }

    /** A role that a binding gives to a principal. */
    record Given(UUID principal, Binding binding, Role role) {}

    /**
     * Who has the permission there, each by one binding that gives it: in the order of the principals' ids as they are
     * written, beginning with the given one. What is given on a condition is among it, with the condition.
     */
    List<Holding> holders(Permission permission, Namespace namespace, Optional<UUID> from, int most, Instant now) {
        String first = from.map(UUID::toString).orElse("");
        return byPrincipal
                .principals()
                .filter(each -> each.toString().compareTo(first) >= 0)
                .flatMap(each -> surest(each, permission, namespace, now).stream())
                .sorted(comparing(holding -> holding.principal().toString()))
                .limit(most)
                .toList();
    }

    /** The binding that gives it on the fewest terms: without a condition, then without an end, then the nearest. */
    private Optional<Holding> surest(UUID principal, Permission permission, Namespace namespace, Instant now) {
        return namespace.ancestry().stream()
                .flatMap(place -> byPrincipal
                        .given(principal)
                        .filter(grant -> grant.binding().namespace().equals(place)))
                .filter(grant -> has(grant, permission))
                .filter(grant -> grant.binding().expires().map(now::isBefore).orElse(true))
                .min(comparing((Grant grant) -> grant.when().isPresent())
                        .thenComparing(grant -> grant.binding().expires().isPresent()))
                .map(grant -> grant.to(principal));
    }

    /** Where bindings give the subject the permission, on whatever condition; it has it below these places, too. */
    List<Namespace> places(Subject subject, Permission permission) {
        return LongStream.of(byPrincipal.spans(subject))
                .boxed()
                .flatMap(span -> byPrincipal
                        .given(span)
                        .filter(grant -> has(grant, permission))
                        .map(grant -> grant.binding().namespace())
                        .distinct())
                .toList();
    }

    /** A permission that a binding gives to a subject. */
    record GivenPermission(Binding binding, Permission permission) {}

    /** By what the subject can give access, on whatever condition: in the order of the permissions, then of the rules' ids. */
    List<GivenPermission> givingAccess(Subject subject) {
        return given(subject)
                .flatMap(given -> given.role().spec().permissions().stream()
                        .filter(Permission::givesAccess)
                        .map(permission -> new GivenPermission(given.binding(), permission)))
                .distinct()
                .sorted(comparing(GivenPermission::permission)
                        .thenComparing(each -> each.binding().rule().id()))
                .toList();
    }

    private boolean has(Grant grant, Permission permission) {
        return having.getOrDefault(permission, NO_ROLE).get(grant.roleNumber());
    }
}
