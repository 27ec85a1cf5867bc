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

/**
 * The limits that tenants declare. Those of a tenant are known for a second: a change by this gateway is seen at once, and
 * one by another gateway within that time. What one tenant changes leaves what is known of the others. Thread-safe.
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
    private final Cache<String, Limits> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    private final CacheMeter meter;

    LimitBook(Transactions transactions, ObjectMapper json, Meters meters) {
        this.transactions = transactions;
        this.json = json;
        this.meter = meters.cache("limits", () -> (int) known.estimatedSize());
    }

    /** All that the tenant declares. Not to be asked within a transaction. */
    public Limits of(String tenant) {
        meter.asked(known.getIfPresent(tenant) != null);
        return known.get(tenant, this::read);
    }

    /**
     * Forgets what was known of the tenant: its limits were, or may have been, changed here. One who reads them at this
     * moment is waited for, so that what was read before the change is forgotten as well.
     */
    public void changed(String tenant) {
        known.invalidate(tenant);
    }

    private Limits read(String tenant) {
        List<Limits> declared = transactions.read(connection -> declared(connection, tenant));
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
