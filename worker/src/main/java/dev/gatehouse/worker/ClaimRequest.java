package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** Takes up to {@code max} executions, waiting at most {@code waitMillis} for the first. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClaimRequest(int max, long waitMillis) {
    public static final int MOST = 100;

    public ClaimRequest {
        if (max < 1 || max > MOST) {
            throw new IllegalArgumentException("max is 1 to 100");
        }
        if (waitMillis < 0) {
            throw new IllegalArgumentException("waitMillis is not negative");
        }
    }
}
