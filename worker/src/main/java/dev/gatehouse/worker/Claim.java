package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/** One execution that the session now leases, without anything secret. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Claim(
        String execution, long fence, int attempt, @Nullable String traceparent) {}
