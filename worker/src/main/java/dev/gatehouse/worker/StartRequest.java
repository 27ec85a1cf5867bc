package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** Asks to begin a claimed execution. Repeating it within the session gets the same answer. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StartRequest(String execution, long fence) {
    public StartRequest {
        requireNonNull(execution, "execution");
    }
}
