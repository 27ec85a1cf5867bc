package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.WorkerSession;
import dev.gatehouse.worker.Protocol;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * The renewal of a session. Its proof is the worker's signature and not the credential, so a worker whose answer got
 * lost, or whose credential ran out, can still renew; a counter that has to grow makes each signature good once.
 */
@ApplicationScoped
class Renewal {
    private static final String RENEWABLE = """
            SELECT s.tenant, s.worker_id, s.worker_group, w.identity_key
              FROM worker_session s
              JOIN worker w ON w.tenant = s.tenant AND w.id = s.worker_id
              JOIN subject u ON u.tenant = s.tenant AND u.id = s.worker_id
             WHERE s.id = ? AND s.ended_at IS NULL AND u.active
            """;

    private static final String RENEW = """
            UPDATE worker_session
               SET counter = ?,
                   session_key_at = CASE WHEN session_key = ? THEN session_key_at ELSE now() END,
                   session_key = ?,
                   previous_hash = credential_hash,
                   previous_expires_at = LEAST(credential_expires_at, now() + ? * interval '1 ms'),
                   credential_hash = ?,
                   credential_expires_at = now() + ? * interval '1 ms',
                   expires_at = now() + ? * interval '1 ms',
                   draining_at = CASE WHEN ? THEN coalesce(draining_at, now()) ELSE draining_at END
             WHERE tenant = ? AND id = ? AND ended_at IS NULL AND counter < ?
               AND (session_key <> ? OR session_key_at + ? * interval '1 ms' > now())
            RETURNING draining_at IS NOT NULL
            """;

    private static final String WHY_NOT =
            "SELECT ended_at IS NOT NULL AS ended, counter FROM worker_session WHERE tenant = ? AND id = ?";

    private final Transactions transactions;
    private final WorkersConfig config;

    Renewal(Transactions transactions, WorkersConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** A session that nobody ended, and the key whose signature renews it. */
    record Renewable(WorkerSession session, String identityKey) {}

    sealed interface Outcome {
        /**
         * The session lives on.
         *
         * @param drain whether the worker takes nothing new: because it said so, or because somebody wants it
         */
        record Renewed(boolean drain) implements Outcome {}

        record Over() implements Outcome {}

        /** This counter, or a later one, was used before. */
        record CounterUsed() implements Outcome {}

        /** The session key is as old as one may get: the worker has to make another. */
        record KeyTooOld() implements Outcome {}
    }

    Optional<Renewable> find(UUID session) {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(RENEWABLE)) {
                query.setObject(1, session);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Renewable(
                                    new WorkerSession(
                                            row.getString("tenant"),
                                            session,
                                            row.getObject("worker_id", UUID.class),
                                            row.getString("worker_group")),
                                    Protocol.encode(row.getBytes("identity_key"))))
                            : Optional.empty();
                }
            }
        });
    }

    /** Renews what the signature was checked for; {@code next} is good from the commit on, the old one a little longer. */
    Outcome renew(WorkerSession session, long counter, byte[] sessionKey, boolean draining, WorkerCredential next) {
        return transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(RENEW)) {
                update.setLong(1, counter);
                update.setBytes(2, sessionKey);
                update.setBytes(3, sessionKey);
                update.setLong(4, config.sessionTtl().toMillis());
                update.setBytes(5, next.hash());
                update.setLong(6, config.credentialTtl().toMillis());
                update.setLong(7, config.sessionTtl().toMillis());
                update.setBoolean(8, draining);
                update.setString(9, session.tenant());
                update.setObject(10, session.id());
                update.setLong(11, counter);
                update.setBytes(12, sessionKey);
                update.setLong(13, config.sessionKeyTtl().toMillis());
                try (ResultSet row = update.executeQuery()) {
                    return row.next() ? new Outcome.Renewed(row.getBoolean(1)) : whyNot(connection, session, counter);
                }
            }
        });
    }

    private static Outcome whyNot(Connection connection, WorkerSession session, long counter) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(WHY_NOT)) {
            query.setString(1, session.tenant());
            query.setObject(2, session.id());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next() || row.getBoolean("ended")) {
                    return new Outcome.Over();
                }
                return row.getLong("counter") >= counter ? new Outcome.CounterUsed() : new Outcome.KeyTooOld();
            }
        }
    }
}
