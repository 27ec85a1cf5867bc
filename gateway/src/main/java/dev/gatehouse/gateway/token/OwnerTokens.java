package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.ApiToken;
import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.resource.Resources;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Gives each configured tenant its first owner: a service account, a binding and a token in the home. Each start renews
 * a token that is lost or about to end, as long as the account still has access; an account whose access was ended
 * stays ended.
 */
@Singleton
final class OwnerTokens {
    static final String ACCOUNT = "owner";

    private static final Logger LOG = Logger.getLogger(OwnerTokens.class);
    private static final int AFTER_TENANTS = 300;
    static final Duration LIFE = Duration.ofDays(90);
    private static final Duration RENEW_BEFORE = Duration.ofDays(7);

    private final GatehouseConfig config;
    private final Tenants tenants;
    private final Transactions transactions;
    private final ApiTokens tokens;
    private final TokenWriter writer;
    private final Resources resources;
    private final SnapshotLoader policies;
    private final Supplier<UUID> ids;

    OwnerTokens(
            GatehouseConfig config,
            Tenants tenants,
            Transactions transactions,
            ApiTokens tokens,
            TokenWriter writer,
            Resources resources,
            SnapshotLoader policies,
            Supplier<UUID> ids) {
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
        this.tokens = tokens;
        this.writer = writer;
        this.resources = resources;
        this.policies = policies;
        this.ids = ids;
    }

    void renew(@Observes @Priority(AFTER_TENANTS) StartupEvent start) {
        tenants.configured().forEach(this::renew);
    }

    void renew(String tenant) {
        var file = new TokenFile(config.home(), tenant);
        Optional<ApiToken> kept = file.read();
        Optional<TokenWriter.Made> made = transactions.run(connection -> renew(connection, tenant, kept));
        made.ifPresent(token -> {
            file.write(token.token());
            LOG.info("A new owner's token lies in the home");
        });
        policies.refresh(tenant);
    }

    private Optional<TokenWriter.Made> renew(Connection connection, String tenant, Optional<ApiToken> kept)
            throws SQLException {
        if (kept.isPresent() && tokens.isGood(connection, tenant, kept.get(), RENEW_BEFORE)) {
            return Optional.empty();
        }
        lock(connection, tenant);
        var account = ServiceAccounts.find(connection, tenant, ACCOUNT);
        if (account.isEmpty()) {
            if (hasBindings(connection, tenant)) {
                return Optional.empty();
            }
            UUID made = ServiceAccounts.ensure(connection, tenant, ACCOUNT, ids.get());
            resources.bindFirstOwner(connection, tenant, made);
            return Optional.of(writer.writeFirst(connection, tenant, made, ACCOUNT, LIFE));
        }
        if (!account.get().active()
                || ServiceAccounts.bindings(connection, tenant, account.get().id())
                        .isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(writer.writeFirst(connection, tenant, account.get().id(), ACCOUNT, LIFE));
    }

    /** Gateways that start together on an empty database give the tenant one owner, one after the other. */
    private static void lock(Connection connection, String tenant) throws SQLException {
        try (var query = connection.prepareStatement("SELECT 1 FROM tenant WHERE name = ? FOR UPDATE")) {
            query.setString(1, tenant);
            query.execute();
        }
    }

    private static boolean hasBindings(Connection connection, String tenant) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT 1 FROM resource WHERE tenant = ? AND kind = 'rolebinding' LIMIT 1")) {
            query.setString(1, tenant);
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
