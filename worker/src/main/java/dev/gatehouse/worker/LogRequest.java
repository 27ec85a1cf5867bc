package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** Chunks of one attempt, in order. The answer is 204. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LogRequest(String execution, long fence, int attempt, List<LogChunk> chunks) {
    public LogRequest {
        requireNonNull(execution, "execution");
        chunks = List.copyOf(chunks);
    }
}
