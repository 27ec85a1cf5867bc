package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LookupPermit;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The declared jobs, for those who start them. Thread-safe. */
@Singleton
public final class Jobs {
    private static final String KIND = "job";

    private final Transactions transactions;
    private final ResourceRows rows;
    private final ObjectMapper json;

    Jobs(Transactions transactions, ResourceRows rows, ObjectMapper json) {
        this.transactions = transactions;
        this.rows = rows;
        this.json = json;
    }

    /** The job that the permit names, in that revision or its latest; nothing when there is none. */
    public Optional<JobVersion> find(LookupPermit permit, Optional<Long> revision) {
        String tenant = permit.subject().tenant();
        JobName name = permit.job();
        var key = new ResourceKey(tenant, KIND, name.namespace().path(), name.name());
        return transactions.run(connection -> {
            Optional<ResourceEntity> current = rows.find(connection, key);
            return current.isPresent()
                    ? version(
                            connection,
                            current.get(),
                            revision.orElse(current.get().revision()))
                    : Optional.empty();
        });
    }

    /** The pinned revision of an accepted execution. */
    public Optional<JobVersion> at(String tenant, UUID job, long revision) {
        return transactions.run(connection -> at(connection, tenant, job, revision));
    }

    /** The same, within a transaction of the caller's. */
    public Optional<JobVersion> at(Connection connection, String tenant, UUID job, long revision) throws SQLException {
        Optional<ResourceEntity> current = rows.findById(connection, tenant, job)
                .filter(found -> found.key().kind().equals(KIND));
        return current.isPresent() ? version(connection, current.get(), revision) : Optional.empty();
    }

    private Optional<JobVersion> version(Connection connection, ResourceEntity current, long revision)
            throws SQLException {
        var name = new JobName(
                new Namespace(current.key().namespace()), current.key().name());
        return rows.revision(connection, current.key().tenant(), current.id(), revision)
                .map(version -> {
                    JobSpec spec = parse(version.spec());
                    var reference = new JobReference(name, current.id(), revision, version.digest());
                    return new JobVersion(reference, spec, version.author(), JobResolution.secrets(spec));
                });
    }

    private JobSpec parse(String spec) {
        try {
            return JobSpec.ofStored(json.readTree(spec));
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a stored spec is not JSON", malformed);
        }
    }
}
