package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.resource.Jobs;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
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

    private record Pin(String tenant, UUID job, long revision) {
        static Pin of(LockedExecution row) {
            return new Pin(row.tenant(), row.job().id(), row.job().revision());
        }
    }

    JobVersion of(LockedExecution row) {
        Pin pin = Pin.of(row);
        return known(pin)
                .orElseGet(() -> keep(
                        pin, jobs.at(pin.tenant(), pin.job(), pin.revision()).orElseThrow()));
    }

    /** The same in a transaction of the caller's; nothing where there is no such revision. */
    Optional<JobVersion> find(Connection connection, LockedExecution row) throws SQLException {
        Pin pin = Pin.of(row);
        Optional<JobVersion> known = known(pin);
        return known.isPresent()
                ? known
                : jobs.at(connection, pin.tenant(), pin.job(), pin.revision()).map(job -> keep(pin, job));
    }

    private Optional<JobVersion> known(Pin pin) {
        lock.lock();
        try {
            return Optional.ofNullable(kept.get(pin));
        } finally {
            lock.unlock();
        }
    }

    private JobVersion keep(Pin pin, JobVersion job) {
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
