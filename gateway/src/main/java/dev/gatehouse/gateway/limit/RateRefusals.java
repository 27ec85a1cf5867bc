package dev.gatehouse.gateway.limit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.gatehouse.audit.AccessEvent.RequestsLimited;
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
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Counts requests over a rate, by limit and subject; every ten seconds each count becomes one event. A flood costs one
 * number, not one record each. Thread-safe.
 */
@Singleton
final class RateRefusals {
    private static final Logger LOG = Logger.getLogger(RateRefusals.class);

    /** Beyond so many different counts only those of all other subjects are raised. */
    private static final int MOST = 1_000;

    private final Transactions transactions;
    private final AuditTrail trail;
    private final Meters meters;
    private final Tally<Refused> counts =
            new Tally<>(MOST, refused -> new Refused(refused.tenant(), refused.limit(), Optional.empty()));

    RateRefusals(Transactions transactions, AuditTrail trail, Meters meters) {
        this.transactions = transactions;
        this.trail = trail;
        this.meters = meters;
    }

    private record Refused(String tenant, LimitName limit, Optional<UUID> subject) {}

    void count(Start start, LimitName limit) {
        meters.counter(Metrics.LIMITED, limit.kind().word(), limit.per().word()).increment();
        counts.add(new Refused(start.tenant(), limit, Optional.of(start.subject())), 1);
    }

    /** Writes what was counted; counts that the database did not take are kept for the next time. */
    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void write() {
        Map<Refused, Long> taken = counts.take();
        Map<String, List<RequestsLimited>> events = taken.entrySet().stream()
                .collect(groupingBy(entry -> entry.getKey().tenant(), mapping(RateRefusals::event, toList())));
        try {
            transactions.run(connection -> {
                for (var each : events.entrySet()) {
                    trail.append(connection, each.getKey(), each.getValue());
                }
                return taken;
            });
        } catch (DatabaseUnavailable away) {
            LOG.warn("Counts of limited requests wait for the database", away);
            counts.putBack(taken);
        }
    }

    private static RequestsLimited event(Map.Entry<Refused, Long> entry) {
        LimitName limit = entry.getKey().limit();
        return new RequestsLimited(
                entry.getKey().subject(),
                limit.kind().code(),
                limit.per().word(),
                limit.namespace().path(),
                entry.getValue());
    }
}
