package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.ExecutionId;

/** Names the row of an execution. */
record ExecutionKey(String tenant, ExecutionId id) {}
