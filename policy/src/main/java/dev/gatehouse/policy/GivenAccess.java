package dev.gatehouse.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an act gives to somebody: these permissions, in this namespace and below. */
public record GivenAccess(Namespace namespace, Set<Permission> permissions) {
    public GivenAccess {
        permissions = Set.copyOf(permissions);
    }

    /** The same access with one entry a namespace, and without what is given above already; in the order of the namespaces. */
    public static List<GivenAccess> merged(List<GivenAccess> all) {
        var byNamespace = new TreeMap<String, Set<Permission>>();
        all.forEach(each -> byNamespace
                .computeIfAbsent(each.namespace().path(), _ -> new TreeSet<>())
                .addAll(each.permissions()));
        var merged = new ArrayList<GivenAccess>();
        byNamespace.forEach((path, permissions) -> {
            var namespace = new Namespace(path);
            if (!givenAbove(namespace, permissions, byNamespace)) {
                merged.add(new GivenAccess(namespace, permissions));
            }
        });
        return merged;
    }

    private static boolean givenAbove(
            Namespace namespace, Set<Permission> permissions, Map<String, Set<Permission>> byNamespace) {
        return permissions.isEmpty()
                || namespace.ancestry().stream()
                        .filter(above -> !above.equals(namespace))
                        .anyMatch(above ->
                                byNamespace.getOrDefault(above.path(), Set.of()).containsAll(permissions));
    }

    /** Whether what the other gives is given by these, too. */
    public boolean isWithin(List<GivenAccess> others) {
        return permissions.stream()
                .allMatch(permission -> others.stream()
                        .anyMatch(
                                other -> other.namespace.covers(namespace) && other.permissions.contains(permission)));
    }
}
