package dev.gatehouse.gateway.scim.directory;

import java.util.List;

/**
 * A page of a list.
 *
 * @param total how many there are in all
 */
public record Page(long total, List<Found> items) {
    public Page {
        items = List.copyOf(items);
    }
}
