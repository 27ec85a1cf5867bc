package dev.gatehouse.gateway.explanation;

import java.util.UUID;

/**
 * Whom a binding can name.
 *
 * @param kind {@code user}, {@code service_account}, {@code worker} or {@code group}
 * @param active whether its access has not ended; a group that is there is active
 */
record Principal(UUID id, String kind, String name, boolean active) {
    boolean isGroup() {
        return kind.equals("group");
    }
}
