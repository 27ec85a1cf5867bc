package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.TraceParent;
import java.util.Optional;

/** An execution that now waits for its start by the session that claimed it; {@code trace} is its acceptance's. */
public record Claimed(Lease lease, int attempt, Optional<TraceParent> trace) {}
