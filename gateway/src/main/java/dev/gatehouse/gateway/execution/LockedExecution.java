package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.JobPin;
import dev.gatehouse.gateway.limit.Holder;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.JobReference;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * An execution as its row says, while a transaction holds the row's lock: what every transition is decided on.
 *
 * @param subject who started it
 * @param decision the recorded question it was accepted by
 * @param attempt how many were started
 * @param deliveries silent ones: claimed, and never started
 * @param delays returns because policy or a store could not answer
 * @param session the lease holder
 * @param worker the lease holder's worker
 * @param reportDigest of the report that ended it
 * @param age since its acceptance, by the database's clock
 * @param slotted whether a claim may have taken slots of limits for it
 */
record LockedExecution(
        String tenant,
        ExecutionId id,
        JobReference job,
        UUID subject,
        UUID decision,
        ExecutionState state,
        String group,
        int priority,
        long timeoutMillis,
        long fence,
        int attempt,
        int deliveries,
        int delays,
        Optional<UUID> session,
        Optional<UUID> worker,
        Optional<StopRequest> stop,
        Optional<String> reportDigest,
        Optional<TraceParent> trace,
        Duration age,
        boolean slotted) {
    ExecutionKey key() {
        return new ExecutionKey(tenant, id);
    }

    /** Whether it may have slots of limits, or wait for one: what is queued does without a claim's knowing. */
    boolean isLimited() {
        return slotted || state == ExecutionState.QUEUED;
    }

    Holder holder() {
        return new Holder(tenant, id.value());
    }

    JobPin pin() {
        return new JobPin(job.id(), job.revision(), job.digest(), job.name().toString());
    }

    /** Whether the lease is the one this session got by its claim. */
    boolean isLeasedBy(WorkerSession holder, long claimed) {
        return fence == claimed && session.filter(holder.id()::equals).isPresent();
    }
}
