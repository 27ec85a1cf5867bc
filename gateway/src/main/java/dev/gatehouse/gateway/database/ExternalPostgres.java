package dev.gatehouse.gateway.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server that an operator runs. It is looked at once, at the start: a server that may lose what it
 * acknowledged, or a login that may do more than it should, is {@link DatabaseRefused}.
 */
public final class ExternalPostgres implements DatabaseServer {
    private static final Pattern LOGIN = Pattern.compile("[?&](user|password)=", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String url;
    private final DatabaseLogin owner;
    private final DatabaseLogin app;

    private ExternalPostgres(String url, DatabaseLogin owner, DatabaseLogin app) {
        this.url = url;
        this.owner = owner;
        this.app = app;
    }

    /**
     * The server that the settings name, reached and found safe; nothing where they name none.
     *
     * @param settings a property's value by its name
     */
    public static Optional<ExternalPostgres> of(Function<String, Optional<String>> settings) {
        return settings.apply("gatehouse.db.url").map(url -> checked(url, settings));
    }

    private static ExternalPostgres checked(String url, Function<String, Optional<String>> settings) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new DatabaseRefused(ServerFacts.URL + ": a JDBC URL begins with jdbc:postgresql:");
        }
        if (LOGIN.matcher(url).find()) {
            throw new DatabaseRefused(ServerFacts.URL + ": an address gets into logs, so it takes no login: set"
                    + " gatehouse.db.owner and gatehouse.db.user with their passwords");
        }
        DatabaseLogin owner = DatabaseLogin.of(settings, "gatehouse.db.owner", "gatehouse.db.owner-password")
                .orElseThrow(() -> new DatabaseRefused(
                        "gatehouse.db.owner: an external database needs the role that owns its tables"));
        Optional<DatabaseLogin> given = DatabaseLogin.of(settings, "gatehouse.db.user", "gatehouse.db.password");
        try (Connection connection = connect(url, owner, "gatehouse.db.owner")) {
            ServerFacts.requireVersion(connection.getMetaData().getDatabaseMajorVersion() * 10_000);
            DatabaseLogin app =
                    given.isPresent() ? given.get() : AppRole.of(owner).ensured(url, connection);
            try (Connection own = connect(url, app, "gatehouse.db.user")) {
                AppRole.refuseOwner(own, connection);
                ServerFacts.of(own, connection)
                        .require(
                                isSet(settings, ServerFacts.UNSAFE_REPLICAS),
                                isSet(settings, ServerFacts.UNSAFE_DURABILITY));
            }
            return new ExternalPostgres(url, owner, app);
        } catch (SQLException failure) {
            throw new DatabaseRefused(ServerFacts.URL + ": " + failure.getMessage());
        }
    }

    private static boolean isSet(Function<String, Optional<String>> settings, String property) {
        return settings.apply(property).map(Boolean::parseBoolean).orElse(false);
    }

    /** A server that starts together with the gateway gets a little time; a login that is refused gets none. */
    private static Connection connect(String url, DatabaseLogin login, String property) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection(url, login.properties());
            } catch (SQLException failure) {
                if (isRefusal(failure)) {
                    throw new DatabaseRefused(property + ": " + failure.getMessage());
                }
                if (System.nanoTime() > end) {
                    throw new DatabaseRefused(
                            ServerFacts.URL + ": the database does not answer: " + failure.getMessage());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** A wrong login or no right to connect: asking again does not help. */
    private static boolean isRefusal(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("28") || state.startsWith("42") || state.startsWith("3D"));
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("quarkus.datasource.jdbc.url", url);
        properties.put("quarkus.datasource.username", app.role());
        properties.put("quarkus.datasource.password", app.password());
        properties.put("quarkus.flyway.username", owner.role());
        properties.put("quarkus.flyway.password", owner.password());
        properties.put("quarkus.flyway.placeholders.appRole", identifier(app.role()));
        return properties;
    }

    static String identifier(String name) {
        return PLAIN_NAME.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        // The server is its operator's to stop.
    }
}
