package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * How many users, groups and memberships each SCIM client has, counted in the background: within a minute or so of its
 * requests, and every hour besides. Nobody who asks waits for a count of a hundred thousand. Thread-safe.
 */
@Singleton
final class ClientCounts {
    private static final Logger LOG = Logger.getLogger(ClientCounts.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_AT_ONCE = 10;

    /** Taken before it is counted, so that no request's row is held meanwhile; who dies then leaves it for the hour. */
    private static final String TAKE = """
            UPDATE scim_activity a SET counted_at = now() FROM (
                SELECT tenant, client_id FROM scim_activity
                 WHERE counted_at IS NULL OR counted_at < now() - interval '1 hour'
                    OR (last_at > counted_at AND counted_at < now() - interval '1 minute')
                 ORDER BY counted_at NULLS FIRST LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) due
             WHERE a.tenant = due.tenant AND a.client_id = due.client_id
            RETURNING a.tenant, a.client_id""";

    private static final String COUNT = """
            WITH people AS (
                SELECT count(*) FILTER (WHERE u.deleted_at IS NULL AND s.active) AS active,
                       count(*) FILTER (WHERE u.deleted_at IS NULL AND NOT s.active) AS inactive,
                       count(*) FILTER (WHERE u.deleted_at IS NOT NULL) AS deleted
                  FROM directory_user u JOIN subject s ON s.tenant = u.tenant AND s.id = u.id
                 WHERE u.tenant = ? AND u.client_id = ?)
            UPDATE scim_activity a
               SET users_active = people.active, users_inactive = people.inactive, users_deleted = people.deleted,
                   groups = (SELECT count(*) FROM directory_group g
                              WHERE g.tenant = a.tenant AND g.client_id = a.client_id AND g.deleted_at IS NULL),
                   memberships = (SELECT count(*) FROM membership m
                                   WHERE m.tenant = a.tenant AND m.provenance = 'scim:' || a.client_id)
              FROM people WHERE a.tenant = ? AND a.client_id = ?""";

    private final Transactions transactions;

    ClientCounts(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Due(String tenant, UUID client) {}

    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void count() {
        try {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                Optional<Due> due = transactions.run(ClientCounts::take);
                if (due.isEmpty()) {
                    return;
                }
                transactions.run(LONGEST, connection -> count(connection, due.get()));
            }
        } catch (DatabaseUnavailable away) {
            LOG.debug("What SCIM clients have waits to be counted", away);
        }
    }

    private static Optional<Due> take(Connection connection) throws SQLException {
        try (var update = connection.prepareStatement(TAKE);
                var row = update.executeQuery()) {
            return row.next()
                    ? Optional.of(new Due(row.getString("tenant"), row.getObject("client_id", UUID.class)))
                    : Optional.empty();
        }
    }

    private static int count(Connection connection, Due due) throws SQLException {
        try (var update = connection.prepareStatement(COUNT)) {
            update.setString(1, due.tenant());
            update.setObject(2, due.client());
            update.setString(3, due.tenant());
            update.setObject(4, due.client());
            return update.executeUpdate();
        }
    }
}
