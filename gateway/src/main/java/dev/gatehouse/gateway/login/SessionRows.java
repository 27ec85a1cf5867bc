package dev.gatehouse.gateway.login;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.gateway.sso.IdToken;
import dev.gatehouse.gateway.sso.LogoutToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements of browsers' sessions. What lives is decided here, by the database's clock. */
final class SessionRows {
    /** The same issuer, at which this gateway is the same client: else whoever logged in there is somebody to nobody here. */
    private static final String SAME_PROVIDER = """
            p.draining_at IS NULL AND p.spec ->> 'issuer' = s.provider_issuer
              AND p.spec ->> 'clientId' = s.provider_client""";

    /** Not ended, not idle for too long, its subject as it was at the login, and its provider declared as it was. */
    static final String LIVING = """
            s.ended_at IS NULL AND s.ends_at > now() AND s.seen_at > now() - make_interval(secs => ?)
              AND u.active AND u.epoch - u.token_ends = s.epoch AND %s""".formatted(SAME_PROVIDER);

    /** Those of a tenant that a condition names and that have not ended. */
    private static final String END = """
            UPDATE browser_session s SET ended_at = now() FROM subject u
             WHERE s.tenant = ? AND %s AND s.ended_at IS NULL AND s.ends_at > now()
               AND u.tenant = s.tenant AND u.id = s.subject_id
            RETURNING s.id, s.subject_id, u.name""";

    private SessionRows() {}

    /** A session that is over. */
    record Ended(UUID id, UUID subject, String name) {
        Actor actor() {
            return new Actor(subject, name);
        }
    }

    /** The subject, held at the epoch until the transaction ends; nothing where its access has changed since. */
    static Optional<Holder> hold(Connection connection, String tenant, UUID subject, long epoch) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT name, epoch - token_ends AS resting FROM subject WHERE tenant = ? AND id = ? AND epoch = ? AND active FOR SHARE")) {
            query.setString(1, tenant);
            query.setObject(2, subject);
            query.setLong(3, epoch);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Holder(subject, row.getString("name"), row.getLong("resting")))
                        : Optional.empty();
            }
        }
    }

    /**
     * Whose session is made.
     *
     * @param epoch that it rests on: without the ends of tokens, of which a browser has none
     */
    record Holder(UUID subject, String name, long epoch) {
        Actor actor() {
            return new Actor(subject, name);
        }
    }

    static void insert(
            Connection connection,
            UUID id,
            SessionCookie cookie,
            Holder holder,
            IdToken token,
            ClientKind client,
            Duration lifetime)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO browser_session (tenant, id, subject_id, epoch, hash, provider_id, provider_issuer,
                                             provider_client, provider_subject, provider_session, claim_groups, client,
                                             ends_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now() + make_interval(secs => ?))""")) {
            var provider = token.provider();
            insert.setString(1, provider.tenant());
            insert.setObject(2, id);
            insert.setObject(3, holder.subject());
            insert.setLong(4, holder.epoch());
            insert.setBytes(5, cookie.hash());
            insert.setObject(6, provider.id());
            insert.setString(7, provider.issuer());
            insert.setString(8, provider.clientId().orElseThrow());
            insert.setString(9, token.sub());
            insert.setString(10, token.sid().orElse(null));
            insert.setArray(11, connection.createArrayOf("text", token.groups().toArray()));
            insert.setString(12, client.text());
            insert.setDouble(13, (double) lifetime.toSeconds());
            insert.executeUpdate();
        }
    }

    static Optional<BrowserSession> find(Connection connection, SessionCookie cookie, Duration idle)
            throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT s.tenant, s.id, s.subject_id, s.provider_id, p.name, s.claim_groups, s.started_at, s.ends_at,
                       s.seen_at < now() - interval '1 minute' AS unseen
                  FROM browser_session s
                  JOIN subject u ON u.tenant = s.tenant AND u.id = s.subject_id
                  JOIN resource p ON p.tenant = s.tenant AND p.id = s.provider_id
                 WHERE s.hash = ?""" + " AND " + LIVING)) {
            query.setBytes(1, cookie.hash());
            query.setDouble(2, (double) idle.toSeconds());
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(session(row)) : Optional.empty();
            }
        }
    }

    private static BrowserSession session(ResultSet row) throws SQLException {
        return new BrowserSession(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                row.getObject("subject_id", UUID.class),
                row.getObject("provider_id", UUID.class),
                row.getString("name"),
                List.of((String[]) row.getArray("claim_groups").getArray()),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("unseen"));
    }

    /** The browser is there. */
    static boolean touch(Connection connection, BrowserSession session) throws SQLException {
        try (var update =
                connection.prepareStatement("UPDATE browser_session SET seen_at = now() WHERE tenant = ? AND id = ?")) {
            update.setString(1, session.tenant());
            update.setObject(2, session.id());
            return update.executeUpdate() == 1;
        }
    }

    /** Ends the one of the cookie, unless it has ended. */
    static List<Ended> end(Connection connection, String tenant, SessionCookie cookie) throws SQLException {
        try (var update = connection.prepareStatement(END.formatted("s.hash = ?"))) {
            update.setString(1, tenant);
            update.setBytes(2, cookie.hash());
            return ended(update);
        }
    }

    /** Whose the session of that id is or was. */
    static Optional<UUID> subject(Connection connection, String tenant, UUID session) throws SQLException {
        try (var query =
                connection.prepareStatement("SELECT subject_id FROM browser_session WHERE tenant = ? AND id = ?")) {
            query.setString(1, tenant);
            query.setObject(2, session);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getObject("subject_id", UUID.class)) : Optional.empty();
            }
        }
    }

    /** Ends the one of that id, unless it has ended. */
    static List<Ended> end(Connection connection, String tenant, UUID session) throws SQLException {
        try (var update = connection.prepareStatement(END.formatted("s.id = ?"))) {
            update.setString(1, tenant);
            update.setObject(2, session);
            return ended(update);
        }
    }

    /** Ends those of the subject that were used longest ago, but for so many; of more than a thousand, some. */
    static List<Ended> endUnused(Connection connection, String tenant, UUID subject, int left) throws SQLException {
        try (var update = connection.prepareStatement(END.formatted("""
                s.id IN (SELECT o.id FROM browser_session o
                           WHERE o.tenant = ? AND o.subject_id = ? AND o.ended_at IS NULL AND o.ends_at > now()
                           ORDER BY o.seen_at DESC, o.id DESC LIMIT 1000 OFFSET ?)"""))) {
            update.setString(1, tenant);
            update.setString(2, tenant);
            update.setObject(3, subject);
            update.setInt(4, left);
            return ended(update);
        }
    }

    /** Ends all others of whoever is logged in there. */
    static List<Ended> endOthers(Connection connection, BrowserSession session) throws SQLException {
        try (var update = connection.prepareStatement(END.formatted("s.subject_id = ? AND s.id <> ?"))) {
            update.setString(1, session.tenant());
            update.setObject(2, session.subject());
            update.setObject(3, session.id());
            return ended(update);
        }
    }

    /** Ends those that the logout token means; a session of the issuer's may be several of ours. */
    static List<Ended> end(Connection connection, String tenant, UUID provider, LogoutToken token) throws SQLException {
        try (var update = connection.prepareStatement(END.formatted("""
                s.provider_id = ? AND (?::text IS NULL OR s.provider_session = ?)
                   AND (?::text IS NULL OR s.provider_subject = ?)"""))) {
            update.setString(1, tenant);
            update.setObject(2, provider);
            update.setString(3, token.sid().orElse(null));
            update.setString(4, token.sid().orElse(null));
            update.setString(5, token.sub().orElse(null));
            update.setString(6, token.sub().orElse(null));
            return ended(update);
        }
    }

    private static List<Ended> ended(PreparedStatement update) throws SQLException {
        try (var rows = update.executeQuery()) {
            List<Ended> ended = new ArrayList<>();
            while (rows.next()) {
                ended.add(new Ended(
                        rows.getObject("id", UUID.class),
                        rows.getObject("subject_id", UUID.class),
                        rows.getString("name")));
            }
            return ended;
        }
    }

    /** Whether the logout token is shown for the first time; from then on it is not. */
    static boolean isFirst(Connection connection, String tenant, UUID provider, LogoutToken token) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO logout_token (tenant, provider_id, id, expires_at)
                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, tenant);
            insert.setObject(2, provider);
            insert.setString(3, token.id());
            insert.setObject(4, token.expiresAt().atOffset(ZoneOffset.UTC));
            return insert.executeUpdate() == 1;
        }
    }

    /** Deletes a few of the tenant's that nobody asks for any more, so that they do not pile up. */
    static void sweep(Connection connection, String tenant) throws SQLException {
        try (var sessions = connection.prepareStatement("""
                        DELETE FROM browser_session WHERE tenant = ? AND id IN (
                            SELECT id FROM browser_session WHERE tenant = ? AND ends_at < now() - interval '1 day'
                             ORDER BY ends_at LIMIT 100 FOR UPDATE SKIP LOCKED)""");
                var tokens = connection.prepareStatement("""
                        DELETE FROM logout_token WHERE tenant = ? AND (provider_id, id) IN (
                            SELECT provider_id, id FROM logout_token
                             WHERE tenant = ? AND expires_at < now() - interval '1 hour'
                             ORDER BY expires_at LIMIT 100)""")) {
            sessions.setString(1, tenant);
            sessions.setString(2, tenant);
            sessions.executeUpdate();
            tokens.setString(1, tenant);
            tokens.setString(2, tenant);
            tokens.executeUpdate();
        }
    }
}
