package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Ends a running execution.
 *
 * @param kind {@code cancel} or {@code revoke}
 * @param graceMillis between TERM and KILL; 0 kills at once
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Stop(String execution, long fence, String kind, long graceMillis) {
    public static final String CANCEL = "cancel";
    public static final String REVOKE = "revoke";
}
