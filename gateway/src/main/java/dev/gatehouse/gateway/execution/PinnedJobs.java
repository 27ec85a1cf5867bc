package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.resource.Jobs;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The revisions that accepted executions are pinned to. A revision never changes and is never deleted, so each is read
 * once, and the latest that were asked for are kept. Thread-safe.
 */
@Singleton
final class PinnedJobs {
    private static final int MOST = 256;

    private final Jobs jobs;
    private final ReentrantLock lock = new ReentrantLock();
    private final SequencedMap<Pin, JobVersion> kept = new LinkedHashMap<>(MOST, 0.75f, true);

    PinnedJobs(Jobs jobs) {
        this.jobs = jobs;
    }

    private record Pin(String tenant, UUID job, long revision) {}

    JobVersion of(LockedExecution row) {
        var pin = new Pin(row.tenant(), row.job().id(), row.job().revision());
        return known(pin).orElseGet(() -> read(pin));
    }

    private Optional<JobVersion> known(Pin pin) {
        lock.lock();
        try {
            return Optional.ofNullable(kept.get(pin));
        } finally {
            lock.unlock();
        }
    }

    private JobVersion read(Pin pin) {
        JobVersion job = jobs.at(pin.tenant(), pin.job(), pin.revision()).orElseThrow();
        lock.lock();
        try {
            kept.put(pin, job);
            if (kept.size() > MOST) {
                kept.pollFirstEntry();
            }
            return job;
        } finally {
            lock.unlock();
        }
    }
}
