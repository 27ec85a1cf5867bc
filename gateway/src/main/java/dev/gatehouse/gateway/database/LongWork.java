package dev.gatehouse.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Gives one transaction more time than the connection's settings do; its end takes the time back. */
final class LongWork {
    /** As {@code socketTimeout} says it for every connection. */
    private static final Duration USUAL_SILENCE = Duration.ofSeconds(7);

    private static final Duration GRACE = Duration.ofSeconds(2);

    private LongWork() {}

    static void allow(Connection connection, Duration longest) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) longest.plus(GRACE).toMillis());
        // The transaction's clock runs already, and only begins anew once it was stopped.
        set(connection, "0");
        set(connection, longest.toMillis() + "ms");
    }

    private static void set(Connection connection, String value) throws SQLException {
        try (var set = connection.prepareStatement("""
                SELECT set_config(name, ?, true) FROM pg_settings
                 WHERE name IN ('statement_timeout', 'transaction_timeout')""")) {
            set.setString(1, value);
            set.execute();
        }
    }

    static void over(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.setNetworkTimeout(Runnable::run, (int) USUAL_SILENCE.toMillis());
        }
    }
}
