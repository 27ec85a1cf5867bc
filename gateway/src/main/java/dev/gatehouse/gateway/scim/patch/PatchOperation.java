package dev.gatehouse.gateway.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.scim.filter.Filter;
import dev.gatehouse.gateway.scim.schema.ResourceSchema.Place;
import java.util.Optional;

/**
 * One change of one attribute.
 *
 * @param place the attribute, and the sub-attribute where only that changes
 * @param filter which values of the attribute; absent for all of them
 * @param value as the client sent it, null where there is none
 */
public record PatchOperation(Kind kind, Place place, Optional<Filter> filter, JsonNode value) {
    /** What an operation does with its target. */
    public enum Kind {
        ADD,
        REPLACE,
        REMOVE
    }
}
