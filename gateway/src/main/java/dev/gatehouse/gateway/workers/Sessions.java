package dev.gatehouse.gateway.workers;

import dev.gatehouse.audit.AdministrationEvent.SessionEnded;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.WorkerSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The sessions of workers as rows. A session may act until its time is over or it is ended; it may be renewed as long
 * as nobody ended it, because an expiry permits others to take over and is no end by itself.
 */
@ApplicationScoped
class Sessions {
    private static final String BY_CREDENTIAL = """
            SELECT s.tenant, s.id, s.worker_id, s.worker_group,
                   s.ended_at IS NOT NULL OR NOT u.active AS ended,
                   s.ended_at IS NULL AND s.expires_at > now() AND u.active AS alive,
                   CASE WHEN s.credential_hash = ? THEN s.credential_expires_at
                        ELSE s.previous_expires_at END > now() AS current
              FROM worker_session s JOIN subject u ON u.tenant = s.tenant AND u.id = s.worker_id
             WHERE s.credential_hash = ? OR s.previous_hash = ?
            """;

    private static final String ALIVE = """
            SELECT s.id FROM worker_session s JOIN subject u ON u.tenant = s.tenant AND u.id = s.worker_id
             WHERE s.id = ANY (?) AND s.ended_at IS NULL AND s.expires_at > now() AND u.active
            """;

    private static final String OPEN = """
            INSERT INTO worker_session (tenant, id, worker_id, worker_group, session_key, counter, credential_hash,
                                        credential_expires_at, expires_at, isolation)
            VALUES (?, ?, ?, ?, ?, 0, ?, now() + ? * interval '1 ms', now() + ? * interval '1 ms', ?)
            """;

    private static final String END = """
            UPDATE worker_session SET ended_at = now()
             WHERE tenant = ? AND worker_id = ? AND ended_at IS NULL
            RETURNING id, CASE WHEN expires_at > now() THEN ? ELSE 'expired' END AS reason
            """;

    private final Transactions transactions;
    private final WorkersConfig config;

    Sessions(Transactions transactions, WorkersConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** What a credential is worth right now. */
    sealed interface Standing {
        record Alive(WorkerSession session) implements Standing {}

        /** The session's time is over, or its credential is too old to be shown: the worker may renew. */
        record Over() implements Standing {}

        /** The session was ended, or its worker revoked: nobody has a right to show this any more. */
        record Ended(String tenant) implements Standing {}

        record Unknown() implements Standing {}
    }

    /** Asks the database each time: an ended session has no access from the moment of its end. */
    Standing standing(String credential) {
        if (!WorkerCredential.isOne(credential)) {
            return new Standing.Unknown();
        }
        byte[] hash = WorkerCredential.hash(credential);
        return transactions.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(BY_CREDENTIAL)) {
                query.setBytes(1, hash);
                query.setBytes(2, hash);
                query.setBytes(3, hash);
                try (ResultSet row = query.executeQuery()) {
                    return standing(row);
                }
            }
        });
    }

    private static Standing standing(ResultSet row) throws SQLException {
        if (!row.next()) {
            return new Standing.Unknown();
        }
        if (row.getBoolean("ended")) {
            return new Standing.Ended(row.getString("tenant"));
        }
        if (!row.getBoolean("alive") || !row.getBoolean("current")) {
            return new Standing.Over();
        }
        return new Standing.Alive(new WorkerSession(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                row.getObject("worker_id", UUID.class),
                row.getString("worker_group")));
    }

    /** Those of the sessions that may go on waiting. */
    Set<UUID> alive(Set<WorkerSession> asked) {
        return transactions.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(ALIVE)) {
                query.setArray(
                        1,
                        connection.createArrayOf(
                                "uuid", asked.stream().map(WorkerSession::id).toArray()));
                var alive = new HashSet<UUID>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        alive.add(rows.getObject("id", UUID.class));
                    }
                }
                return alive;
            }
        });
    }

    /**
     * Ends every session of the worker in the caller's transaction: it acts in one at a time.
     *
     * @param reason why those end whose time is not over
     */
    List<SessionEnded> end(Connection connection, String tenant, UUID worker, String reason) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(END)) {
            update.setString(1, tenant);
            update.setObject(2, worker);
            update.setString(3, reason);
            var ended = new ArrayList<SessionEnded>();
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    ended.add(new SessionEnded(worker, rows.getObject("id", UUID.class), rows.getString("reason")));
                }
            }
            return ended;
        }
    }

    /** Opens a session in the caller's transaction. */
    void open(Connection connection, WorkerSession session, byte[] sessionKey, String isolation, WorkerCredential shown)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(OPEN)) {
            insert.setString(1, session.tenant());
            insert.setObject(2, session.id());
            insert.setObject(3, session.worker());
            insert.setString(4, session.group());
            insert.setBytes(5, sessionKey);
            insert.setBytes(6, shown.hash());
            insert.setLong(7, config.credentialTtl().toMillis());
            insert.setLong(8, config.sessionTtl().toMillis());
            insert.setString(9, isolation);
            insert.executeUpdate();
        }
    }
}
