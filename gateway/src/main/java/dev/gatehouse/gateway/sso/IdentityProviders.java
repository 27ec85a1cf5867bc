package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.ClaimGroup;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The identity providers that tenants declare: a change by this gateway is seen at once, and one by another gateway within
 * a second. Thread-safe.
 */
@Singleton
public final class IdentityProviders implements AccessTokenVerifier.Issuers {
    private static final int MOST_TENANTS = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    private static final String SELECT = """
            SELECT t.revision AS tenant_revision, r.name, r.id, r.revision, r.spec
              FROM tenant t
              LEFT JOIN resource r ON r.tenant = t.name AND r.kind = 'identityprovider' AND r.namespace = 'root'
                                  AND r.draining_at IS NULL
             WHERE t.name = ?
             ORDER BY r.name""";

    private final Transactions transactions;
    private final ObjectMapper json;
    private final AtomicLong changes = new AtomicLong();
    private final Cache<Wanted, Declared> known = Caffeine.newBuilder()
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
     * All that a tenant declares, in the order of their names.
     *
     * @param revision of the tenant, in which they were declared so
     */
    public record Declared(long revision, List<IdentityProvider> providers) {
        public Declared {
            providers = List.copyOf(providers);
        }

        /** Whose word on who is in a group counts: one of each provider and its issuer. */
        public Set<UUID> claimSources() {
            return providers.stream()
                    .map(provider -> ClaimGroup.source(provider.id(), provider.issuer()))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

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
        return declared(tenant).providers();
    }

    /**
     * The same, and in which revision of the tenant.
     *
     * @throws DatabaseUnavailable when they cannot be read
     */
    public Declared declared(String tenant) {
        return known.get(
                new Wanted(tenant, changes.get()),
                wanted -> transactions.run(connection -> read(connection, wanted.tenant())));
    }

    /**
     * The same as the database has it at this moment.
     *
     * @throws DatabaseUnavailable when they cannot be read
     */
    public Declared declaredNow(String tenant) {
        return transactions.read(connection -> read(connection, tenant));
    }

    /** Forgets what was known: something was, or may have been, declared, changed or deleted here. */
    public void changed() {
        changes.incrementAndGet();
        known.invalidateAll();
    }

    private Declared read(Connection connection, String tenant) throws SQLException {
        try (var select = connection.prepareStatement(SELECT)) {
            select.setString(1, tenant);
            try (var row = select.executeQuery()) {
                long revision = 0;
                List<IdentityProvider> providers = new ArrayList<>();
                while (row.next()) {
                    revision = row.getLong("tenant_revision");
                    if (row.getString("name") == null) {
                        break;
                    }
                    var version =
                            new IdentityProvider.Version(row.getObject("id", UUID.class), row.getLong("revision"));
                    providers.add(IdentityProvider.of(
                            tenant, row.getString("name"), version, json.readTree(row.getString("spec"))));
                }
                return new Declared(revision, providers);
            } catch (JsonProcessingException malformed) {
                throw new IllegalStateException("a stored spec is not JSON", malformed);
            }
        }
    }
}
