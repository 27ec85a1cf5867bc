package dev.gatehouse.gateway.identity;

import dev.gatehouse.audit.AdministrationEvent.LogKeyAnnounced;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.key.InstallationLogKey;
import dev.gatehouse.gateway.key.StartRefused;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The tenants of this installation: those that the configuration lists, and {@code system}. A tenant that leaves the
 * list keeps its rows and is no longer served.
 */
@Singleton
public final class Tenants {
    /** The operators' tenant, and that of events which have no valid one. */
    public static final String SYSTEM = "system";

    private static final int AFTER_KEYS = 200;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final List<String> configured;
    private final Transactions transactions;
    private final AuditTrail trail;
    private final InstallationLogKey logKey;
    private final Supplier<UUID> ids;

    Tenants(
            GatehouseConfig config,
            Transactions transactions,
            AuditTrail trail,
            InstallationLogKey logKey,
            Supplier<UUID> ids) {
        this.configured = List.copyOf(config.tenants().orElse(List.of()));
        this.transactions = transactions;
        this.trail = trail;
        this.logKey = logKey;
        this.ids = ids;
    }

    /** Those that the configuration lists, in its order. */
    public List<String> configured() {
        return configured;
    }

    public boolean exists(String name) {
        return name.equals(SYSTEM) || configured.contains(name);
    }

    /** The tenant of that name, or {@link #SYSTEM} where there is none: a new name is no new beginning for who fails. */
    String countedAs(String name) {
        return exists(name) ? name : SYSTEM;
    }

    void create(@Observes @Priority(AFTER_KEYS) StartupEvent start) {
        create(SYSTEM);
        for (String tenant : configured) {
            if (!NAME.matcher(tenant).matches()) {
                throw new StartRefused("gatehouse.tenants: a tenant's name is a label of lower-case letters, digits and"
                        + " hyphens: " + tenant);
            }
            create(tenant);
        }
    }

    private void create(String tenant) {
        transactions.run(connection -> {
            if (insert(connection, tenant)) {
                trail.append(connection, tenant, List.of(new LogKeyAnnounced(logKey.id(), logKey.publicKeyDigest())));
            }
            return tenant;
        });
    }

    private boolean insert(Connection connection, String tenant) throws SQLException {
        try (var insert =
                connection.prepareStatement("INSERT INTO tenant (name, id) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, tenant);
            insert.setObject(2, ids.get());
            return insert.executeUpdate() == 1;
        }
    }
}
