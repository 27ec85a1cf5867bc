package dev.gatehouse.audit;

import java.util.Optional;
import java.util.UUID;

/**
 * Who acted: the opaque id goes into the leaf, the name (where one is known) is a committed field.
 *
 * @param impersonator who acted as this one, where it was somebody else: a fact of the leaf
 */
public record Actor(UUID id, String name, Optional<UUID> impersonator) {
    /** Somebody who acted as no one else. */
    public Actor(UUID id, String name) {
        this(id, name, Optional.empty());
    }

    /** An actor of whom only the id is known. */
    public static Actor of(UUID id) {
        return new Actor(id, "");
    }
}
