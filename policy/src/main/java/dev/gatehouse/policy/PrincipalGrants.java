package dev.gatehouse.policy;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What bindings give to one principal, by place. Immutable. The places and roles that a question looks at lie beside each
 * other, for with many bindings most of its time goes to what is not in a processor's cache.
 */
final class PrincipalGrants {
    private final UUID principal;
    private final int[] places;
    private final int[] roles;
    private final Grant[] grants;

    /** Takes the grants ordered by place, and within a place as decisions name them. */
    PrincipalGrants(UUID principal, List<Grant> ordered) {
        this.principal = principal;
        this.grants = ordered.toArray(Grant[]::new);
        this.places = ordered.stream().mapToInt(Grant::place).toArray();
        this.roles = ordered.stream().mapToInt(Grant::roleNumber).toArray();
    }

    UUID principal() {
        return principal;
    }

    /** The index of the first that is given at the place, or of where it would be. */
    int first(int place) {
        int from = 0;
        int to = places.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (places[middle] < place) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    boolean isAt(int index, int place) {
        return index < places.length && places[index] == place;
    }

    int role(int index) {
        return roles[index];
    }

    Grant grant(int index) {
        return grants[index];
    }

    Stream<Grant> all() {
        return Stream.of(grants);
    }
}
