package dev.gatehouse.gateway.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The body of a request for a token, as it came. */
record TokenRequest(
        @JsonProperty("for") @Nullable String account,
        @Nullable String role,
        @Nullable String namespace,
        @Nullable String expires) {}
