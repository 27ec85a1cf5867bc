package dev.gatehouse.audit;

import java.util.UUID;

/** Who acted: the opaque id goes into the leaf, the name (where one is known) is a committed field. */
public record Actor(UUID id, String name) {
    /** An actor of whom only the id is known. */
    public static Actor of(UUID id) {
        return new Actor(id, "");
    }
}
