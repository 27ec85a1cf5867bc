package dev.gatehouse.gateway.execution;

import java.util.UUID;

/** The session that a worker's credential proved: who claims, starts, renews and reports, and for which group. */
public record WorkerSession(String tenant, UUID id, UUID worker, String group) {}
