package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.gateway.telemetry.CacheMeter;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LookupPermit;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The declared jobs, for those who start them. One that was found is known for a second: a change by this gateway is seen
 * at once, and one by another gateway within that time. Whether a job is still there is asked again by the transaction
 * that accepts. Thread-safe.
 */
@Singleton
public final class Jobs {
    private static final String KIND = "job";

    private static final String SPECS = """
            SELECT r.id, r.revision, r.spec
              FROM unnest(?::uuid[], ?::bigint[]) AS w (id, revision)
              JOIN resource_revision r ON r.id = w.id AND r.revision = w.revision
             WHERE r.tenant = ?""";

    private static final List<Column<Revision>> REVISIONS =
            List.of(Column.uuid(Revision::job), Column.bigint(Revision::number));

    private static final int MOST_KNOWN = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final ResourceRows rows;
    private final ObjectMapper json;
    private final Cache<Wanted, Optional<JobVersion>> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    private final AtomicLong changes = new AtomicLong();
    private final CacheMeter meter;

    Jobs(Transactions transactions, ResourceRows rows, ObjectMapper json, Meters meters) {
        this.transactions = transactions;
        this.rows = rows;
        this.json = json;
        this.meter = meters.cache("jobs", () -> (int) known.estimatedSize());
    }

    /** @param changes how many changes had been made here before it was wanted */
    private record Wanted(ResourceKey job, Optional<Long> revision, long changes) {}

    /** The job that the permit names, in that revision or its latest; nothing when there is none. */
    public Optional<JobVersion> find(LookupPermit permit, Optional<Long> revision) {
        JobName name = permit.job();
        var key = new ResourceKey(
                permit.subject().tenant(), KIND, name.namespace().path(), name.name());
        var wanted = new Wanted(key, revision, changes.get());
        boolean isKnown = known.getIfPresent(wanted) != null;
        meter.asked(isKnown);
        // Of many that want the same job at once, one reads it.
        return known.get(wanted, this::read);
    }

    /**
     * Forgets what was known: some job was, or may have been, declared, changed or deleted here. What is just being read is
     * known to those only who wanted it before; the cache itself would keep it.
     */
    void changed() {
        changes.incrementAndGet();
        known.invalidateAll();
    }

    private Optional<JobVersion> read(Wanted wanted) {
        return transactions.run(connection -> {
            Optional<ResourceEntity> current = rows.find(connection, wanted.job());
            return current.isPresent()
                    ? version(
                            connection,
                            current.get(),
                            wanted.revision().orElse(current.get().revision()))
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

    /** A revision of a job, whether or not the job is still there. */
    public record Revision(UUID job, long number) {}

    /** What those of the revisions say that there are. A spec may be long: nobody asks for many at once. */
    public Map<Revision, JobSpec> specs(Connection connection, String tenant, List<Revision> wanted)
            throws SQLException {
        Map<Revision, JobSpec> specs = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(SPECS)) {
            select.setObject(1, REVISIONS.getFirst().of(connection, wanted));
            select.setObject(2, REVISIONS.getLast().of(connection, wanted));
            select.setString(3, tenant);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    specs.put(
                            new Revision(row.getObject("id", UUID.class), row.getLong("revision")),
                            parse(row.getString("spec")));
                }
            }
        }
        return specs;
    }

    private Optional<JobVersion> version(Connection connection, ResourceEntity current, long revision)
            throws SQLException {
        var name = new JobName(
                new Namespace(current.key().namespace()), current.key().name());
        String tenant = current.key().tenant();
        var version = rows.revision(connection, tenant, current.id(), revision);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        JobSpec spec = parse(version.get().spec());
        return Optional.of(new JobVersion(
                new JobReference(name, current.id(), revision, version.get().digest()),
                spec,
                version.get().author(),
                SecretPlaces.now(connection, tenant, JobResolution.secrets(spec))));
    }

    private JobSpec parse(String spec) {
        try {
            return JobSpec.ofStored(json.readTree(spec));
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a stored spec is not JSON", malformed);
        }
    }
}
