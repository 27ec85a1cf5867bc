package dev.gatehouse.gateway.retention;

import dev.gatehouse.audit.AdministrationEvent.RecordsDeleted;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Leadership;
import dev.gatehouse.gateway.database.StatementTimeout;
import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Deletes what has been kept for long enough, in short transactions of one batch, each with the event that tells it. Of
 * several gateways the one that holds the leadership sweeps; another goes on where it stopped.
 */
@Singleton
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final String TASK = "retention";
    private static final Duration TERM = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final AuditTrail trail;
    private final RetentionConfig config;
    private final Leadership leadership;

    Retention(Transactions transactions, AuditTrail trail, RetentionConfig config, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.trail = trail;
        this.config = config;
        this.leadership = new Leadership(TASK, TERM, ids.get());
    }

    /**
     * One walk through all tenants; how many rows of each kind are gone.
     *
     * @param goOn asked, and given the time to rest, between two batches
     */
    Map<String, Long> sweep(BooleanSupplier goOn) {
        Map<String, Long> gone = new LinkedHashMap<>();
        for (String tenant : tenants()) {
            Map<Sweep, Duration> sweeps = new LinkedHashMap<>();
            sweeps.put(Sweep.Positioned.logs(), config.logs());
            sweeps.put(new Sweep.Executions(), config.executions());
            sweeps.put(new Sweep.Questions(), config.executions());
            sweeps.put(Sweep.Positioned.secretLeases(), config.executions());
            sweeps.put(Sweep.Positioned.details(), config.eventDetails());
            sweeps.put(Sweep.Positioned.accessEnds(), config.eventDetails());
            for (var each : sweeps.entrySet()) {
                long deleted = tryToWalk(tenant, each.getKey(), each.getValue(), goOn);
                gone.merge(each.getKey().kind(), deleted, Long::sum);
            }
        }
        return gone;
    }

    /** What stops one walk stops no other. */
    private long tryToWalk(String tenant, Sweep sweep, Duration keep, BooleanSupplier goOn) {
        try {
            return walk(tenant, sweep, keep, goOn);
        } catch (StatementTimeout slow) {
            LOG.errorf(slow, "Sweeping %s of tenant %s takes too long", sweep.kind(), tenant);
        } catch (DatabaseUnavailable away) {
            throw away;
        } catch (RuntimeException fault) {
            LOG.errorf(fault, "Sweeping %s of tenant %s failed and is tried again", sweep.kind(), tenant);
        }
        return 0;
    }

    private long walk(String tenant, Sweep sweep, Duration keep, BooleanSupplier goOn) {
        long deleted = 0;
        while (goOn.getAsBoolean()) {
            Swept swept = batch(tenant, sweep, keep).orElse(Swept.NOTHING);
            if (swept.seen() == 0) {
                return deleted;
            }
            deleted += swept.deleted();
        }
        return deleted;
    }

    /** Nothing where another gateway leads. */
    private Optional<Swept> batch(String tenant, Sweep sweep, Duration keep) {
        return transactions.run(connection -> {
            if (!leadership.isHeld(connection)) {
                return Optional.empty();
            }
            Swept swept = sweep.next(connection, tenant, keep, config.batch());
            if (swept.deleted() > 0) {
                trail.append(
                        connection,
                        tenant,
                        List.of(new RecordsDeleted(sweep.kind(), swept.deleted(), keep.toSeconds())));
            }
            return Optional.of(swept);
        });
    }

    private List<String> tenants() {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT name FROM tenant ORDER BY name");
                    ResultSet rows = query.executeQuery()) {
                List<String> tenants = new ArrayList<>();
                while (rows.next()) {
                    tenants.add(rows.getString(1));
                }
                return tenants;
            }
        });
    }
}
