package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.scim.query.Condition;
import java.util.Optional;

/**
 * Which resources a client wants to see, and in which order.
 *
 * @param order an ORDER BY clause of ours
 * @param offset how many come before the first
 * @param count how many at most; with none, only their number is wanted
 */
public record ListQuery(Condition condition, Optional<String> order, long offset, int count) {
    /** The clause that orders; what compares equal is ordered by id, so that pages do not overlap. */
    String orderBy(String id) {
        return " ORDER BY " + order.map(each -> each + ", ").orElse("") + id;
    }
}
