package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Which tokens were used, written every ten seconds in one statement and for each token at most once an hour: no request
 * waits for it, and no row is written often. What a gateway has not written when it ends is lost. Thread-safe.
 */
@Singleton
final class TokenUses {
    private static final Logger LOG = Logger.getLogger(TokenUses.class);

    /** Beyond so many in ten seconds, some show an older use. */
    private static final int MOST = 10_000;

    private static final List<Column<Use>> COLUMNS = List.of(Column.text(Use::tenant), Column.uuid(Use::token));

    /** Locked in one order for everybody; those that another gateway writes are written by it. */
    private static final String WRITE = """
            WITH due AS (
                SELECT t.tenant, t.id
                  FROM unnest(?::text[], ?::uuid[]) AS used (tenant, id) JOIN api_token t USING (tenant, id)
                 WHERE coalesce(t.last_used_at < now() - interval '1 hour', true)
                 ORDER BY t.tenant, t.id FOR NO KEY UPDATE OF t SKIP LOCKED)
            UPDATE api_token t SET last_used_at = now() FROM due WHERE t.tenant = due.tenant AND t.id = due.id""";

    private final Transactions transactions;
    private final Set<Use> uses = new HashSet<>();

    TokenUses(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Use(String tenant, UUID token) {}

    /** A token is in use that shows none of the last hour. */
    synchronized void note(String tenant, UUID token) {
        if (uses.size() < MOST) {
            uses.add(new Use(tenant, token));
        }
    }

    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void write() {
        List<Use> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        try {
            transactions.run(connection -> write(connection, taken));
        } catch (DatabaseUnavailable away) {
            LOG.debug("Uses of tokens wait for the database", away);
            taken.forEach(use -> note(use.tenant(), use.token()));
        }
    }

    private static int write(Connection connection, List<Use> uses) throws SQLException {
        try (var update = connection.prepareStatement(WRITE)) {
            Column.bind(update, COLUMNS, uses);
            return update.executeUpdate();
        }
    }

    private synchronized List<Use> take() {
        List<Use> taken = List.copyOf(uses);
        uses.clear();
        return taken;
    }
}
