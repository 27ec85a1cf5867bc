package dev.gatehouse.gateway.policy;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.telemetry.CacheMeter;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.policy.TenantPolicies;
import dev.gatehouse.policy.UnreadablePolicy;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Keeps every tenant's compiled policy as young as the database answers: once a second one statement reads all tenant
 * revisions, confirms what is unchanged and loads what is not. Thread-safe.
 */
@ApplicationScoped
public class SnapshotLoader {
    private static final Logger LOG = Logger.getLogger(SnapshotLoader.class);

    private final Transactions transactions;
    private final TenantPolicies policies;
    private final PolicyRows rows;
    private final InstantSource clock;

    private final CacheMeter meter;

    /** By tenant, for those who need a revision of it. */
    private final ConcurrentMap<String, ReentrantLock> turns = new ConcurrentHashMap<>();

    /** How many tenants there are, each with a snapshot. */
    private volatile int tenants;

    /** When all tenants were last up to date. */
    private volatile Instant readAt = Instant.EPOCH;

    SnapshotLoader(
            Transactions transactions, TenantPolicies policies, PolicyRows rows, InstantSource clock, Meters meters) {
        this.transactions = transactions;
        this.policies = policies;
        this.rows = rows;
        this.clock = clock;
        this.meter = meters.cache("policy_snapshots", () -> tenants);
    }

    /**
     * Makes what was committed for the tenant before this call count at once on this gateway.
     *
     * @throws DatabaseUnavailable when it cannot be read; the next second tries again
     */
    public void refresh(String tenant) {
        var asked = clock.instant();
        try {
            transactions
                    .run(connection -> rows.read(connection, tenant))
                    .ifPresent(source -> policies.replace(source, asked));
        } catch (UnreadablePolicy unreadable) {
            warn(tenant, unreadable);
        }
    }

    /**
     * The same, unless this gateway knows already what counts now.
     *
     * @throws DatabaseUnavailable when it cannot be read; the next second tries again
     */
    void catchUp(String tenant) {
        OptionalLong revision = transactions.run(connection -> revision(connection, tenant));
        if (revision.isPresent() && !policies.revision(tenant).equals(revision)) {
            refresh(tenant);
        }
    }

    /** What is known grows too old, and nothing is decided by it. */
    private static void warn(String tenant, UnreadablePolicy unreadable) {
        MDC.put(LogKeys.TENANT, tenant);
        try {
            LOG.error("A stored guardrail cannot be read: until it is replaced, nothing is decided", unreadable);
        } finally {
            MDC.remove(LogKeys.TENANT);
        }
    }

    /**
     * Makes that revision of the tenant's policy count on this gateway, or a later one. Of many who need it at once one
     * reads it.
     *
     * @throws DatabaseUnavailable when it cannot be read
     */
    public void reach(String tenant, long revision) {
        ReentrantLock turn = turns.computeIfAbsent(tenant, _ -> new ReentrantLock());
        turn.lock();
        try {
            if (policies.revision(tenant).orElse(0) < revision) {
                refresh(tenant);
            }
        } finally {
            turn.unlock();
        }
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void poll() {
        var asked = clock.instant();
        try {
            Map<String, Long> revisions = transactions.run(SnapshotLoader::revisions);
            List<String> changed = new ArrayList<>();
            revisions.forEach((tenant, revision) -> {
                boolean known = policies.revision(tenant).equals(OptionalLong.of(revision));
                meter.asked(known);
                if (known) {
                    policies.confirm(tenant, revision, asked);
                } else {
                    changed.add(tenant);
                }
            });
            tenants = revisions.size();
            changed.forEach(this::refreshAlone);
            readAt = asked;
        } catch (DatabaseUnavailable failure) {
            LOG.warn("Policy was not read again, for the database did not answer", failure);
        }
    }

    /** What keeps one tenant's policy from being read is no other tenant's matter. */
    private void refreshAlone(String tenant) {
        try {
            refresh(tenant);
        } catch (DatabaseUnavailable failure) {
            LOG.warn("A policy that changed was not read, for the database did not answer", failure);
        }
    }

    /** Whether decisions can be made now. */
    boolean upToDate() {
        return readAt.plus(PolicyProducer.MAX_AGE).isAfter(clock.instant());
    }

    private static OptionalLong revision(Connection connection, String tenant) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT revision FROM tenant WHERE name = ?")) {
            statement.setString(1, tenant);
            try (var row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static Map<String, Long> revisions(Connection connection) throws SQLException {
        var revisions = new HashMap<String, Long>();
        try (var statement = connection.prepareStatement("SELECT name, revision FROM tenant");
                var result = statement.executeQuery()) {
            while (result.next()) {
                revisions.put(result.getString(1), result.getLong(2));
            }
        }
        return revisions;
    }
}
