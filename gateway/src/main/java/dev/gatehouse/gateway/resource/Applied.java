package dev.gatehouse.gateway.resource;

import java.util.List;
import java.util.Locale;

/**
 * What became of one resource.
 *
 * @param row as it is now, or was before it was deleted
 * @param differences from the spec before to the one now
 */
record Applied(Kind kind, ResourceEntity row, Change change, List<Difference> differences) {
    Applied {
        differences = List.copyOf(differences);
    }

    /** What happened to a resource. */
    enum Change {
        CREATED,
        UPDATED,
        UNCHANGED,
        /** It takes nothing new, and is deleted when what needs it has ended. */
        DRAINING,
        DELETED;

        /** Its word in answers and events. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
