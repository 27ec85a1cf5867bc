package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.ExecutionId;

/** A worker's hold on a claimed execution, named by the execution and the fence of the claim. */
public record Lease(ExecutionId execution, long fence) {}
