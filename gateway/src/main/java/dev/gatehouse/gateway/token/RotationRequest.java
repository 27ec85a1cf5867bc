package dev.gatehouse.gateway.token;

import org.jspecify.annotations.Nullable;

/** The body of a request to rotate a token, as it came. */
record RotationRequest(@Nullable String overlap, @Nullable String expires) {}
