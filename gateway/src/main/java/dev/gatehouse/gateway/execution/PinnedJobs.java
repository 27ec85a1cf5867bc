package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.resource.Jobs;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * The revisions that accepted executions are pinned to. A revision never changes and stays as long as an execution of it
 * lives, so those that are asked for are kept. Thread-safe.
 */
@Singleton
final class PinnedJobs {
    private static final int MOST = 256;

    private final Jobs jobs;
    private final Cache<Pin, JobVersion> kept =
            Caffeine.newBuilder().maximumSize(MOST).build();

    PinnedJobs(Jobs jobs) {
        this.jobs = jobs;
    }

    private record Pin(String tenant, UUID job, long revision) {
        static Pin of(LockedExecution row) {
            return new Pin(row.tenant(), row.job().id(), row.job().revision());
        }

        static Pin of(String tenant, JsonNode question) {
            JsonNode job = question.path("job");
            return new Pin(
                    tenant,
                    UUID.fromString(job.path("id").asText()),
                    job.path("revision").asLong());
        }
    }

    JobVersion of(LockedExecution row) {
        return of(Pin.of(row));
    }

    /** That of the recorded question of an execution that lives. */
    JobVersion of(String tenant, JsonNode question) {
        return of(Pin.of(tenant, question));
    }

    private JobVersion of(Pin pin) {
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
        return Optional.ofNullable(kept.getIfPresent(pin));
    }

    private JobVersion keep(Pin pin, JobVersion job) {
        kept.put(pin, job);
        return job;
    }
}
