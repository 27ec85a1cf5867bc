package dev.gatehouse.gateway.scim;

import org.jspecify.annotations.Nullable;

/**
 * What is asked for in a new SCIM client or a new token of one.
 *
 * @param name of the client
 * @param expires how long the token is valid, as an ISO-8601 duration; a year where it is absent
 */
record ScimClientRequest(@Nullable String name, @Nullable String expires) {}
