package dev.gatehouse.gateway.limit;

import dev.gatehouse.policy.JobName;
import java.util.UUID;

/** The wish to start a job, or what became of it, as limits see it. */
public record Start(String tenant, JobName job, UUID subject) {}
