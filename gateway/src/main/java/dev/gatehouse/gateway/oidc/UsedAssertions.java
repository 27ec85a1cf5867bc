package dev.gatehouse.gateway.oidc;

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

/** Which assertions were used, for as long as they could be shown again: rows, so that no other gateway takes one twice. */
@Singleton
final class UsedAssertions {
    private static final Logger LOG = Logger.getLogger(UsedAssertions.class);

    private final Transactions transactions;

    UsedAssertions(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Uses it, in the caller's transaction; false when somebody has.
     *
     * @param jti the assertion's id
     * @param life how long it could be shown again
     */
    boolean use(Connection connection, String tenant, String client, String jti, Duration life) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO used_assertion (tenant, client, jti, expires_at)
                VALUES (?, ?, ?, now() + ? * interval '1 ms') ON CONFLICT DO NOTHING""")) {
            insert.setString(1, tenant);
            insert.setString(2, client);
            insert.setBytes(3, sha256(jti));
            insert.setLong(4, life.toMillis());
            return insert.executeUpdate() == 1;
        }
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = ConcurrentExecution.SKIP)
    void forget() {
        try {
            transactions.run(connection -> {
                try (var delete = connection.prepareStatement("DELETE FROM used_assertion WHERE expires_at < now()")) {
                    return delete.executeUpdate();
                }
            });
        } catch (DatabaseUnavailable away) {
            LOG.debug("Used assertions are forgotten later", away);
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
