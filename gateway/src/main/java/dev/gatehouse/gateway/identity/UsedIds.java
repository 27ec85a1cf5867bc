package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Ids that count once and were used, such as those of assertions and logins, for as long as they could be shown again: rows,
 * so that no other gateway takes one twice. Thread-safe.
 */
@Singleton
public final class UsedIds {
    private static final Logger LOG = Logger.getLogger(UsedIds.class);

    private final Transactions transactions;

    UsedIds(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Uses it, in the caller's transaction; false when somebody has.
     *
     * @param context of which it is one: the same id of another context is another id
     * @param life how long it could be shown again
     */
    public boolean use(Connection connection, String tenant, String context, String id, Duration life)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO used_id (tenant, context, id, expires_at)
                VALUES (?, ?, ?, now() + ? * interval '1 ms') ON CONFLICT DO NOTHING""")) {
            insert.setString(1, tenant);
            insert.setString(2, context);
            insert.setBytes(3, sha256(id));
            insert.setLong(4, life.toMillis());
            return insert.executeUpdate() == 1;
        }
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = ConcurrentExecution.SKIP)
    void forget() {
        try {
            transactions.run(connection -> {
                try (var delete = connection.prepareStatement("DELETE FROM used_id WHERE expires_at < now()")) {
                    return delete.executeUpdate();
                }
            });
        } catch (DatabaseUnavailable away) {
            LOG.debug("Used ids are forgotten later", away);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
