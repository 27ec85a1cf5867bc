package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.scim.directory.Client;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What SCIM clients asked of this gateway, written every ten seconds in one transaction: no request waits for it. What a
 * gateway has not written when it ends is lost. Thread-safe.
 */
@Singleton
final class ClientActivity {
    /** So many failures of a client are kept, here and in the rows. */
    static final int MOST_FAILURES = 20;

    private static final Logger LOG = Logger.getLogger(ClientActivity.class);

    /** Beyond so many clients in ten seconds, some are not counted. */
    private static final int MOST_CLIENTS = 10_000;

    private final Transactions transactions;
    private final InstantSource clock;
    private final Map<Client, Tally> tallies = new HashMap<>();

    ClientActivity(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** One client's requests since the last writing. */
    record Tally(
            Client client,
            long requests,
            long errors,
            Instant last,
            Optional<Instant> lastGood,
            List<FailedCall> failures) {
        Tally {
            failures = List.copyOf(failures);
        }

        Tally plus(Tally later) {
            Deque<FailedCall> all = new ArrayDeque<>(failures);
            all.addAll(later.failures);
            while (all.size() > MOST_FAILURES) {
                all.removeFirst();
            }
            return new Tally(
                    client,
                    requests + later.requests,
                    errors + later.errors,
                    later.last,
                    later.lastGood.or(() -> lastGood),
                    List.copyOf(all));
        }
    }

    /**
     * A request that was done.
     *
     * @param answered whether the client got the answer
     */
    void succeeded(Client client, boolean answered) {
        Instant now = clock.instant();
        add(new Tally(client, 1, 0, now, answered ? Optional.of(now) : Optional.empty(), List.of()));
    }

    void failed(Client client, FailedCall failure) {
        add(new Tally(client, 1, 1, failure.at(), Optional.empty(), List.of(failure)));
    }

    private synchronized void add(Tally tally) {
        if (tallies.size() < MOST_CLIENTS || tallies.containsKey(tally.client())) {
            tallies.merge(tally.client(), tally, Tally::plus);
        }
    }

    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void write() {
        List<Tally> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        try {
            transactions.run(connection -> {
                ActivityRows.add(connection, taken);
                return taken;
            });
        } catch (OutcomeUnknown unknown) {
            LOG.debug("Requests of SCIM clients may not have been counted", unknown);
        } catch (DatabaseUnavailable away) {
            LOG.debug("Requests of SCIM clients wait for the database", away);
            taken.forEach(this::putBack);
        }
    }

    private synchronized void putBack(Tally earlier) {
        tallies.merge(earlier.client(), earlier, (later, _) -> earlier.plus(later));
    }

    private synchronized List<Tally> take() {
        List<Tally> taken = new ArrayList<>(tallies.values());
        tallies.clear();
        return taken;
    }
}
