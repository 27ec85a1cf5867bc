package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** An execution, under one of its claims, that the worker runs or whose report it still keeps. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Held(String execution, long fence) {
    public Held {
        requireNonNull(execution, "execution");
    }
}
