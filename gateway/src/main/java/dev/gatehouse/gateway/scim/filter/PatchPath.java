package dev.gatehouse.gateway.scim.filter;

import java.util.Optional;

/**
 * The target of a PATCH operation: {@code attrPath / valuePath [subAttr]} (RFC 7644, section 3.5.2).
 *
 * @param attribute without a sub-attribute where there is a filter
 * @param filter which values of the attribute
 * @param sub what of these values
 */
public record PatchPath(AttributePath attribute, Optional<Filter> filter, Optional<String> sub) {}
