package dev.gatehouse.gateway.database;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The role {@code gatehouse_app} that an owner's login makes when no other is given. Its password follows from the
 * owner's, so that every gateway that knows the one knows the other, and none has to be kept.
 */
final class AppRole {
    private static final String NAME = "gatehouse_app";
    private static final String PURPOSE = "gatehouse: password of " + NAME;

    /** Any number that means nothing else on this server. */
    private static final long LOCK = 0x6761_7465_6170_7001L;

    private final DatabaseLogin login;

    private AppRole(DatabaseLogin login) {
        this.login = login;
    }

    static AppRole of(DatabaseLogin owner) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(owner.password().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] made = mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8));
            return new AppRole(new DatabaseLogin(NAME, HexFormat.of().formatHex(made)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /** The role's login, made or given its password where it does not open the database yet. */
    DatabaseLogin ensured(String url, Connection owner) throws SQLException {
        if (opens(url)) {
            return login;
        }
        owner.setAutoCommit(false);
        try {
            // Gateways that start together make it one after the other.
            execute(owner, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
            if (!opens(url)) {
                make(owner);
            }
            owner.commit();
        } catch (SQLException failure) {
            throw new DatabaseRefused("gatehouse.db.user is not set, and gatehouse.db.owner cannot make the role "
                    + NAME + ": " + failure.getMessage());
        } finally {
            owner.rollback();
            owner.setAutoCommit(true);
        }
        return login;
    }

    private void make(Connection owner) throws SQLException {
        if (!answers(owner, "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ?)", NAME)) {
            execute(owner, "CREATE ROLE " + NAME + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION");
        }
        execute(
                owner,
                "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO " + NAME
                        + "', current_database()); END $$");
        // The verifier is made here: a statement with the password could get into the server's log.
        execute(owner, "ALTER ROLE " + NAME + " PASSWORD '" + ScramVerifier.of(login.password()) + "'");
    }

    private boolean opens(String url) throws SQLException {
        try (Connection _ = DriverManager.getConnection(url, login.properties())) {
            return true;
        } catch (SQLException refused) {
            String state = refused.getSQLState();
            if (state != null && (state.startsWith("28") || state.startsWith("42"))) {
                return false;
            }
            throw refused;
        }
    }

    /** Refuses a login that could change what proves something. */
    static void refuseOwner(Connection app, Connection owner) throws SQLException {
        if (answers(app, "SELECT pg_has_role(current_user, ?, 'MEMBER')", currentUser(owner))) {
            throw new DatabaseRefused("gatehouse.db.user: this role may act as gatehouse.db.owner, and so change the"
                    + " audit log: give the gateway a role of its own");
        }
    }

    private static String currentUser(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean answers(Connection connection, String query, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, value);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
