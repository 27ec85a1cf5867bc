package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The identity providers that tenants declare: a change by this gateway is seen at once, and one by another gateway within
 * a second. Thread-safe.
 */
@Singleton
public final class IdentityProviders implements AccessTokenVerifier.Issuers {
    private static final int MOST_TENANTS = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    private static final String SELECT = """
            SELECT name, id, revision, spec FROM resource
             WHERE tenant = ? AND kind = 'identityprovider' AND namespace = 'root' AND draining_at IS NULL
             ORDER BY name""";

    private final Transactions transactions;
    private final ObjectMapper json;
    private final AtomicLong changes = new AtomicLong();
    private final Cache<Wanted, List<IdentityProvider>> known = Caffeine.newBuilder()
            .maximumSize(MOST_TENANTS)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    IdentityProviders(Transactions transactions, ObjectMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** @param changes how many changes had been made here before it was wanted */
    private record Wanted(String tenant, long changes) {}

    /**
     * The tenant's provider with that issuer; nothing when it has none, or more than one.
     *
     * @throws DatabaseUnavailable when they cannot be read
     */
    @Override
    public Optional<IdentityProvider> issuing(String tenant, String issuer) {
        List<IdentityProvider> found = of(tenant).stream()
                .filter(provider -> provider.issuer().equals(issuer))
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /**
     * All that the tenant declares, in the order of their names.
     *
     * @throws DatabaseUnavailable when they cannot be read
     */
    public List<IdentityProvider> of(String tenant) {
        return known.get(
                new Wanted(tenant, changes.get()),
                wanted -> transactions.run(connection -> read(connection, wanted.tenant())));
    }

    /**
     * The same as the database has it at this moment.
     *
     * @throws DatabaseUnavailable when they cannot be read
     */
    public List<IdentityProvider> declaredNow(String tenant) {
        return transactions.read(connection -> read(connection, tenant));
    }

    /** Forgets what was known: something was, or may have been, declared, changed or deleted here. */
    public void changed() {
        changes.incrementAndGet();
        known.invalidateAll();
    }

    private List<IdentityProvider> read(Connection connection, String tenant) throws SQLException {
        try (var select = connection.prepareStatement(SELECT)) {
            select.setString(1, tenant);
            try (var row = select.executeQuery()) {
                List<IdentityProvider> providers = new ArrayList<>();
                while (row.next()) {
                    var version =
                            new IdentityProvider.Version(row.getObject("id", UUID.class), row.getLong("revision"));
                    providers.add(IdentityProvider.of(
                            tenant, row.getString("name"), version, json.readTree(row.getString("spec"))));
                }
                return List.copyOf(providers);
            } catch (JsonProcessingException malformed) {
                throw new IllegalStateException("a stored spec is not JSON", malformed);
            }
        }
    }
}
