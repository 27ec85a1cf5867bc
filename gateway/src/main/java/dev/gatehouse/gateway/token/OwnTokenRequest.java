package dev.gatehouse.gateway.token;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a request for a token of one's own, as it came. */
record OwnTokenRequest(
        @Nullable String name,
        @Nullable List<@Nullable String> permissions,
        @Nullable String namespace,
        @Nullable String expires) {}
