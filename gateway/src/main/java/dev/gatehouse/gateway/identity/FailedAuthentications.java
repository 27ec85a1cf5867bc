package dev.gatehouse.gateway.identity;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.gatehouse.audit.AccessEvent.AuthenticationFailed;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.Tally;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.observability.Metrics;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Counts requests that showed no valid token, by tenant, address prefix and reason; every ten seconds each count becomes
 * one event. A flood costs one number, not one record each. Thread-safe.
 */
@Singleton
public final class FailedAuthentications {
    private static final Logger LOG = Logger.getLogger(FailedAuthentications.class);

    /** Beyond so many different counts an attacker only raises the one of all other prefixes. */
    private static final int MOST = 1_000;

    private static final String OTHERS = "others";

    private final Tenants tenants;
    private final Transactions transactions;
    private final AuditTrail trail;
    private final Meters meters;
    private final Tally<Key> counts = new Tally<>(MOST, key -> new Key(key.tenant(), OTHERS, key.reason()));

    FailedAuthentications(Tenants tenants, Transactions transactions, AuditTrail trail, Meters meters) {
        this.tenants = tenants;
        this.transactions = transactions;
        this.trail = trail;
        this.meters = meters;
    }

    private record Key(String tenant, String prefix, String reason) {}

    /**
     * Counts one.
     *
     * @param origin of which a tenant that does not exist counts for {@code system}
     * @param reason one snake_case word of few
     */
    public void count(CallerOrigin origin, String reason) {
        meters.counter(Metrics.FAILED_AUTHENTICATIONS, reason).increment();
        counts.add(new Key(tenants.countedAs(origin.tenant()), origin.source().network(), reason), 1);
    }

    /** Writes what was counted; counts that the database did not take are kept for the next time. */
    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void write() {
        Map<Key, Long> taken = counts.take();
        Map<String, List<AuthenticationFailed>> events = taken.entrySet().stream()
                .collect(groupingBy(entry -> entry.getKey().tenant(), mapping(FailedAuthentications::event, toList())));
        try {
            transactions.run(connection -> {
                for (var each : events.entrySet()) {
                    trail.append(connection, each.getKey(), each.getValue());
                }
                return taken;
            });
        } catch (DatabaseUnavailable away) {
            LOG.warn("Counts of failed authentications wait for the database", away);
            counts.putBack(taken);
        }
    }

    private static AuthenticationFailed event(Map.Entry<Key, Long> entry) {
        return new AuthenticationFailed(entry.getKey().reason(), entry.getKey().prefix(), entry.getValue());
    }
}
