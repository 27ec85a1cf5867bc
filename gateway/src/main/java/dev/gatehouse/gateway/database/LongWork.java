package dev.gatehouse.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Gives one transaction more time than the connection's settings do; its end takes the time back. */
final class LongWork {
    /** As {@code socketTimeout} says it for every connection. */
    private static final Duration USUAL_SILENCE = Duration.ofSeconds(7);

    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Of PostgreSQL: the first that bounds transactions and not only statements. */
    private static final int FIRST_WITH_CLOCK = 17;

    private LongWork() {}

    static void allow(Connection connection, Duration longest) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) longest.plus(GRACE).toMillis());
        // The transaction's clock runs already, and only begins anew once it was stopped.
        String clock = connection.getMetaData().getDatabaseMajorVersion() < FIRST_WITH_CLOCK
                ? ""
                : ", set_config('transaction_timeout', '0', true), set_config('transaction_timeout', ?, true)";
        try (var set = connection.prepareStatement("SELECT set_config('statement_timeout', ?, true)" + clock)) {
            set.setString(1, longest.toMillis() + "ms");
            if (!clock.isEmpty()) {
                set.setString(2, longest.toMillis() + "ms");
            }
            set.execute();
        }
    }

    static void over(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.setNetworkTimeout(Runnable::run, (int) USUAL_SILENCE.toMillis());
        }
    }
}
