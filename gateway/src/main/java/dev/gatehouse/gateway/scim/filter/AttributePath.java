package dev.gatehouse.gateway.scim.filter;

import java.util.Optional;

/**
 * An attribute as a client writes it: {@code [URN ":"] name ["." sub]} (RFC 7644, figure 1). Nothing is known of it yet.
 *
 * @param schema the URN before the name, without its last colon
 * @param sub the name after the dot
 */
public record AttributePath(Optional<String> schema, String name, Optional<String> sub) {
    static AttributePath of(String name) {
        return new AttributePath(Optional.empty(), name, Optional.empty());
    }

    @Override
    public String toString() {
        return schema.map(urn -> urn + ":").orElse("")
                + name
                + sub.map(each -> "." + each).orElse("");
    }
}
