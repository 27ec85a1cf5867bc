package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** A token of a run, and how long it is good from now on. It cannot be printed. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record IdentityAnswer(String token, long lifeMillis) {
    public IdentityAnswer {
        requireNonNull(token, "token");
    }

    @Override
    public String toString() {
        return "IdentityAnswer[redacted]";
    }
}
