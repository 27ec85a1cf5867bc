package dev.gatehouse.gateway.workers;

import dev.gatehouse.audit.AdministrationEvent.WorkerRegistered;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.WorkerSession;
import dev.gatehouse.gateway.resource.WorkerGroups;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The registration of workers: with a join token for an identity key that is new here, without one for a known key.
 * Each opens a session and ends those before. Signatures and proofs are checked before; what can be used once is used here, in the transaction
 * that records it.
 */
@ApplicationScoped
class Registration {
    private static final String KNOWN = """
            SELECT w.tenant, w.id, w.worker_group, u.name, u.active
              FROM worker w JOIN subject u ON u.tenant = w.tenant AND u.id = w.id
             WHERE w.identity_key = ?
            """;

    private static final String COUNT = """
            UPDATE worker w SET counter = ?
              FROM subject u
             WHERE w.tenant = ? AND w.id = ? AND w.counter < ?
               AND u.tenant = w.tenant AND u.id = w.id AND u.active
            """;

    private static final String BURN = """
            UPDATE join_token SET used_at = now()
             WHERE tenant = ? AND id = ? AND used_at IS NULL AND expires_at > now()
            """;

    private static final String SUBJECT = """
            INSERT INTO subject (tenant, id, kind, name) VALUES (?, ?, 'worker', ?)
            ON CONFLICT (tenant, kind, name) DO NOTHING
            """;

    private static final String WORKER = """
            INSERT INTO worker (tenant, id, worker_group, identity_key, counter) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private final Transactions transactions;
    private final AuditTrail trail;
    private final Sessions sessions;
    private final WorkerGroups groups;
    private final Supplier<UUID> ids;

    Registration(
            Transactions transactions, AuditTrail trail, Sessions sessions, WorkerGroups groups, Supplier<UUID> ids) {
        this.groups = groups;
        this.transactions = transactions;
        this.trail = trail;
        this.sessions = sessions;
        this.ids = ids;
    }

    /** A worker whose identity key has a row. */
    record Known(String tenant, UUID worker, String group, String name, boolean active) {}

    sealed interface Outcome {
        record Opened(WorkerSession session) implements Outcome {}

        /** The join token was used, or ran out. */
        record Refused() implements Outcome {}

        /** The worker was revoked; no join token brings its identity back. */
        record Revoked(String tenant) implements Outcome {}

        /** There is no such group any more, or it drains and the worker is none of its own. */
        record GroupGone() implements Outcome {}

        /** This counter, or a later one, was used before; or the key got known in this very moment. */
        record Repeated() implements Outcome {}
    }

    Optional<Known> known(byte[] identityKey) {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(KNOWN)) {
                query.setBytes(1, identityKey);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Known(
                                    row.getString("tenant"),
                                    row.getObject("id", UUID.class),
                                    row.getString("worker_group"),
                                    row.getString("name"),
                                    row.getBoolean("active")))
                            : Optional.empty();
                }
            }
        });
    }

    /** Opens another session of a known worker. */
    Outcome again(Known known, Applicant applicant, WorkerCredential credential) {
        if (!known.active()) {
            return new Outcome.Revoked(known.tenant());
        }
        return transactions.run(connection -> {
            // One that comes back while its group drains is welcome: it has what the group waits for.
            if (groups.hold(connection, known.tenant(), known.group()) == WorkerGroups.Standing.GONE) {
                return new Outcome.GroupGone();
            }
            try (PreparedStatement update = connection.prepareStatement(COUNT)) {
                update.setLong(1, applicant.counter());
                update.setString(2, known.tenant());
                update.setObject(3, known.worker());
                update.setLong(4, applicant.counter());
                if (update.executeUpdate() == 0) {
                    return new Outcome.Repeated();
                }
            }
            var session = new WorkerSession(known.tenant(), ids.get(), known.worker(), known.group());
            return opened(connection, session, known.name(), Optional.empty(), applicant, credential);
        });
    }

    /** Makes subject, worker and session of a new worker, and uses its join token up. */
    Outcome first(JoinTokens.Proof.Holds token, Applicant applicant, WorkerCredential credential) {
        return transactions.run(connection -> {
            if (groups.hold(connection, token.tenant(), token.group()) != WorkerGroups.Standing.OPEN) {
                return new Outcome.GroupGone();
            }
            try (PreparedStatement burn = connection.prepareStatement(BURN)) {
                burn.setString(1, token.tenant());
                burn.setObject(2, token.id());
                if (burn.executeUpdate() == 0) {
                    return new Outcome.Refused();
                }
            }
            UUID worker = ids.get();
            String name = subject(connection, token.tenant(), worker, applicant.name());
            try (PreparedStatement insert = connection.prepareStatement(WORKER)) {
                insert.setString(1, token.tenant());
                insert.setObject(2, worker);
                insert.setString(3, token.group());
                insert.setBytes(4, applicant.identity());
                insert.setLong(5, applicant.counter());
                if (insert.executeUpdate() == 0) {
                    connection.rollback();
                    return new Outcome.Repeated();
                }
            }
            var session = new WorkerSession(token.tenant(), ids.get(), worker, token.group());
            return opened(connection, session, name, Optional.of(token.id()), applicant, credential);
        });
    }

    /** A name that is taken gets the end of the id: a machine that lost its key may come back under its name. */
    private static String subject(Connection connection, String tenant, UUID worker, String wanted)
            throws SQLException {
        String own = wanted + "-" + worker.toString().substring(24);
        try (PreparedStatement insert = connection.prepareStatement(SUBJECT)) {
            for (String name : List.of(wanted, own)) {
                insert.setString(1, tenant);
                insert.setObject(2, worker);
                insert.setString(3, name);
                if (insert.executeUpdate() == 1) {
                    return name;
                }
            }
        }
        throw new IllegalStateException("two workers with one id");
    }

    private Outcome opened(
            Connection connection,
            WorkerSession session,
            String name,
            Optional<UUID> joinToken,
            Applicant applicant,
            WorkerCredential credential)
            throws SQLException {
        List<AuditEvent> events =
                new ArrayList<>(sessions.end(connection, session.tenant(), session.worker(), "replaced"));
        sessions.open(connection, session, applicant.session(), applicant.isolation(), credential);
        events.add(new WorkerRegistered(
                session.worker(),
                joinToken,
                session.id(),
                session.group(),
                name,
                applicant.identityDigest(),
                applicant.isolation()));
        trail.append(connection, session.tenant(), events);
        return new Outcome.Opened(session);
    }
}
