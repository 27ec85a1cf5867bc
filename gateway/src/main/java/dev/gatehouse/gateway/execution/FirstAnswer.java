package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** What a caller is told about an execution at once, and again, unchanged, for the same idempotency key. */
@JsonPropertyOrder({"id", "job", "revision", "state"})
record FirstAnswer(String id, String job, long revision, ExecutionState state) {}
