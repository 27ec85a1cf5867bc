package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.operation.SourceAddress;

/**
 * Whose door a request knocks at, and from where.
 *
 * @param tenant as the path names it; there may be none of that name
 */
public record CallerOrigin(String tenant, SourceAddress source) {}
