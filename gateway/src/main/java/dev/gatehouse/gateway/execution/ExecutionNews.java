package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;
import static java.util.stream.Collectors.toMap;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.operation.AtSignal;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * What wakes the streams of this gateway: what it wrote itself, at once; what other gateways and the sweeps wrote, by
 * one statement over all executions that are followed, and only while any is; and the gateway's own end.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
class ExecutionNews {
    private static final Logger LOG = Logger.getLogger(ExecutionNews.class);

    private static final String LOOK = """
            SELECT e.tenant, e.id, e.state, e.attempt, e.events, e.log_bytes
            FROM unnest(?::text[], ?::uuid[]) AS followed (tenant, id)
            JOIN execution e ON e.tenant = followed.tenant AND e.id = followed.id""";

    private final Transactions transactions;
    private final Duration pause;
    private final Map<ExecutionKey, Followed> followed = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofVirtual().name("execution-news").unstarted(this::run);
    private final AtSignal signal;

    ExecutionNews(Transactions transactions, StreamConfig config, AtSignal signal) {
        this.transactions = transactions;
        this.pause = config.recheck();
        this.signal = signal;
        signal.run(this::end);
    }

    private record Mark(String state, int attempt, int events, long logBytes) {}

    private record Seen(ExecutionKey execution, Mark mark) {}

    /** One execution; how many follow it is changed only inside the map's own calls. */
    private static final class Followed {
        private final Signal signal = new Signal();
        private int followers;
        private volatile Optional<Mark> seen = Optional.empty();
    }

    /** A place among those who are woken by news of one execution. */
    final class Following implements AutoCloseable {
        private final ExecutionKey execution;
        private final Signal signal;

        private Following(ExecutionKey execution, Signal signal) {
            this.execution = execution;
            this.signal = signal;
        }

        /** To be noted before a look at the rows. */
        long note() {
            return signal.count();
        }

        /** Returns when there was news since the note, or after the time. */
        void await(long note, Duration atMost) throws InterruptedException {
            signal.await(note, atMost);
        }

        @Override
        public void close() {
            followed.computeIfPresent(execution, (_, entry) -> --entry.followers == 0 ? null : entry);
        }
    }

    Following follow(ExecutionKey execution) {
        Followed entry = followed.compute(execution, (_, known) -> {
            Followed kept = known == null ? new Followed() : known;
            kept.followers++;
            return kept;
        });
        return new Following(execution, entry.signal);
    }

    /** To be said after the commit that wrote to the execution's row or log. */
    void changed(ExecutionKey execution) {
        Followed entry = followed.get(execution);
        if (entry != null) {
            entry.signal.raiseForAll();
        }
    }

    /** Whether the gateway stops, so that streams go on elsewhere. */
    boolean closing() {
        return signal.hasCome();
    }

    void start(@Observes StartupEvent start) {
        thread.start();
    }

    private void end() {
        LockSupport.unpark(thread);
        followed.values().forEach(entry -> entry.signal.raiseForAll());
    }

    private void run() {
        while (!signal.hasCome()) {
            LockSupport.parkNanos(pause.toNanos());
            try {
                look(List.copyOf(followed.keySet()));
            } catch (DatabaseUnavailable away) {
                LOG.debug("What is followed is not looked at while the database is away", away);
            } catch (RuntimeException fault) {
                LOG.error("Looking at what is followed failed and is tried again", fault);
            }
        }
    }

    private void look(List<ExecutionKey> executions) {
        if (executions.isEmpty()) {
            return;
        }
        Map<ExecutionKey, Mark> found = transactions
                .run(connection -> Sql.ofColumns(
                                connection,
                                LOOK,
                                executions,
                                text(ExecutionKey::tenant),
                                uuid(execution -> execution.id().value()))
                        .list(row -> new Seen(
                                new ExecutionKey(
                                        row.getString("tenant"), new ExecutionId(row.getObject("id", UUID.class))),
                                new Mark(
                                        row.getString("state"),
                                        row.getInt("attempt"),
                                        row.getInt("events"),
                                        row.getLong("log_bytes")))))
                .stream()
                .collect(toMap(Seen::execution, Seen::mark));
        for (ExecutionKey execution : executions) {
            Followed entry = followed.get(execution);
            Optional<Mark> now = Optional.ofNullable(found.get(execution));
            if (entry != null && !entry.seen.equals(now)) {
                entry.seen = now;
                entry.signal.raiseForAll();
            }
        }
    }
}
