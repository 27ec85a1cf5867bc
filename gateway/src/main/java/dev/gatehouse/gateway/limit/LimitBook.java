package dev.gatehouse.gateway.limit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.telemetry.CacheMeter;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limits that tenants declare. Those of a tenant are known for a second: a change by this gateway is seen at once, and
 * one by another gateway within that time. Thread-safe.
 */
@Singleton
public final class LimitBook {
    private static final int MOST_KNOWN = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    /** The condition is that of the index {@code resource_limited}. */
    private static final String DECLARED = """
            SELECT name, spec -> 'limits' AS limits FROM resource
            WHERE tenant = ? AND kind = 'namespace' AND spec -> 'limits' IS NOT NULL
            ORDER BY name""";

    private final Transactions transactions;
    private final ObjectMapper json;
    private final Cache<Wanted, Limits> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    private final AtomicLong changes = new AtomicLong();
    private final CacheMeter meter;

    LimitBook(Transactions transactions, ObjectMapper json, Meters meters) {
        this.transactions = transactions;
        this.json = json;
        this.meter = meters.cache("limits", () -> (int) known.estimatedSize());
    }

    /** @param changes how many changes had been made here before they were wanted */
    private record Wanted(String tenant, long changes) {}

    /** All that the tenant declares. Not to be asked within a transaction. */
    public Limits of(String tenant) {
        var wanted = new Wanted(tenant, changes.get());
        meter.asked(known.getIfPresent(wanted) != null);
        return known.get(wanted, this::read);
    }

    /** Forgets what was known: limits were, or may have been, changed here. */
    public void changed() {
        changes.incrementAndGet();
        known.invalidateAll();
    }

    private Limits read(Wanted wanted) {
        List<Limits> declared = transactions.read(connection -> declared(connection, wanted.tenant()));
        return declared.isEmpty() ? Limits.NONE : Limits.all(declared);
    }

    private List<Limits> declared(Connection connection, String tenant) throws SQLException {
        return Statements.list(connection, DECLARED, this::limits, tenant);
    }

    private Limits limits(ResultSet row) throws SQLException {
        try {
            return Limits.of(new Namespace(row.getString("name")), json.readTree(row.getString("limits")));
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a stored spec is not JSON", malformed);
        }
    }
}
