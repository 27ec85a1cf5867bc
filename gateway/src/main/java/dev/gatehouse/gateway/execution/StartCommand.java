package dev.gatehouse.gateway.execution;

import dev.gatehouse.policy.StartPermit;
import java.util.Optional;

/**
 * An allowed start under a lease.
 *
 * @param envelope the sealed secrets, base64url; absent for a job without secrets
 */
record StartCommand(StartPermit permit, WorkerSession session, long fence, Optional<String> envelope) {}
