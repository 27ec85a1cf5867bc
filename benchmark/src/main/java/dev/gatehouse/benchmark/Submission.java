package dev.gatehouse.benchmark;

import java.util.Map;

/** What is asked for: the same document that the gateway takes. */
public record Submission(String job, Map<String, Object> inputs) {
    public Submission {
        inputs = Map.copyOf(inputs);
    }
}
