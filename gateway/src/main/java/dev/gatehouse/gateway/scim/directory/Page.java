package dev.gatehouse.gateway.scim.directory;

import java.util.List;

/**
 * A page of a list.
 *
 * @param total how many there are in all
 * @param more whether there are others behind it
 */
public record Page(long total, List<Found> items, boolean more) {
    public Page {
        items = List.copyOf(items);
    }
}
