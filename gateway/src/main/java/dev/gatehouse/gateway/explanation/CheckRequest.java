package dev.gatehouse.gateway.explanation;

import org.jspecify.annotations.Nullable;

/** The body of a check, as it came. */
record CheckRequest(
        @Nullable String permission,
        @Nullable String namespace,
        @Nullable String subject) {}
