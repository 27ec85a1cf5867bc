package dev.gatehouse.gateway.token;

import dev.gatehouse.audit.AdministrationEvent.OwnerRecovered;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.resource.Resources;
import dev.gatehouse.observability.LogKeys;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The way back in where nobody of a tenant can act as its owner any more: a file {@code recovery/TENANT} in the home asks for a
 * new service account with the role Owner, whose token then lies in the home. Only who runs the gateway can write there, and
 * has the master key as well. So do operators get in for the first time: their tenant begins with nobody.
 *
 * <p>A request is answered at most once: it is gone before anything is made, and a failure is for asking again.
 */
@Singleton
final class OwnerRecovery {
    private static final Logger LOG = Logger.getLogger(OwnerRecovery.class);

    private final GatehouseConfig config;
    private final Tenants tenants;
    private final Transactions transactions;
    private final TokenWriter writer;
    private final Resources resources;
    private final AuditTrail trail;
    private final SnapshotLoader policies;
    private final Supplier<UUID> ids;

    OwnerRecovery(
            GatehouseConfig config,
            Tenants tenants,
            Transactions transactions,
            TokenWriter writer,
            Resources resources,
            AuditTrail trail,
            SnapshotLoader policies,
            Supplier<UUID> ids) {
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
        this.writer = writer;
        this.resources = resources;
        this.trail = trail;
        this.policies = policies;
        this.ids = ids;
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        tenants.configured().forEach(this::look);
        if (!tenants.configured().contains(Tenants.SYSTEM)) {
            look(Tenants.SYSTEM);
        }
    }

    private void look(String tenant) {
        MDC.put(LogKeys.TENANT, tenant);
        try {
            if (Files.deleteIfExists(config.home().resolve("recovery").resolve(tenant))) {
                recover(tenant);
                LOG.warn("The tenant has a new owner, as was asked on this machine; the token lies in the home");
            }
        } catch (IOException | DatabaseUnavailable failure) {
            LOG.error("The tenant has no new owner; ask again", failure);
        } finally {
            MDC.remove(LogKeys.TENANT);
        }
    }

    private void recover(String tenant) {
        TokenWriter.Made made = transactions.run(connection -> recover(connection, tenant));
        new TokenFile(config.home(), tenant).write(made.token());
        policies.refresh(tenant);
    }

    /** Always another account: one that is there may be somebody else's by now, or ended. */
    private TokenWriter.Made recover(Connection connection, String tenant) throws SQLException {
        UUID id = ids.get();
        String name = "recovered-owner-" + id;
        UUID account = ServiceAccounts.ensure(connection, tenant, name, id);
        resources.bindOwner(connection, tenant, account, name);
        trail.append(connection, tenant, List.of(new OwnerRecovered(account, name)));
        return writer.writeFirst(connection, tenant, account, name, OwnerTokens.LIFE);
    }
}
