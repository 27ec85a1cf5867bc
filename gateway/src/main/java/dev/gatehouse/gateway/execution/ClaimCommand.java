package dev.gatehouse.gateway.execution;

/** A session asks for up to {@code max} executions of its group. */
public record ClaimCommand(WorkerSession session, int max) {
    public ClaimCommand {
        if (max < 1) {
            throw new IllegalArgumentException("a claim of nothing");
        }
    }
}
