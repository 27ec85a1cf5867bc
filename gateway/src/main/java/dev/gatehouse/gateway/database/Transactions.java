package dev.gatehouse.gateway.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Runs work in one database transaction, READ COMMITTED, bounded to five seconds. Nothing inside one may call another
 * system. The server ends a statement, a silence and, from PostgreSQL 17 on, a transaction that takes longer; before 17
 * many short statements may go on for longer, but what they did is not committed.
 *
 * <p>Thread-safe. Work that lost a deadlock or a serialization race runs again, so it may have no effect but its
 * statements. A database that is away is {@link DatabaseUnavailable}, and {@link OutcomeUnknown} where it went away
 * during the commit; a text that it cannot hold is {@link TextRefused}, and any other SQL error is a fault of ours.
 *
 * <p>A server that was away has ended all connections: the first failure throws away whatever the pool still holds of
 * them, so that its return is not paid for with one failure a connection.
 */
@ApplicationScoped
public class Transactions {
    private static final int ATTEMPTS = 3;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String CANCELED = "57014";
    private static final Set<String> LOST_RACES = Set.of("40001", "40P01");

    /** As the server says it of a transaction: it is away for whoever wants more of it than there is. */
    private static final String TOO_LONG = "25P04";

    /** U+0000, in a text and in a document: whoever sent it is told, although the door should have. */
    private static final Set<String> NO_TEXT = Set.of("22021", "22P05");

    /** Connection faults, and a server that stops, starts, or has become a standby. */
    private static final Set<String> GONE = Set.of("57P01", "57P02", "57P03", "25006");

    private final AgroalDataSource database;

    Transactions(AgroalDataSource database) {
        this.database = database;
    }

    /** What happens between begin and commit. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** The work's result, committed. What the work throws rolls everything back. */
    public <T> T run(Work<T> work) {
        return run(LONGEST, work);
    }

    /** The same for work that may take up to the given time, such as a group of many members written at once. */
    public <T> T run(Duration longest, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(longest, work);
            } catch (SQLException failure) {
                forgetDeadConnections(failure);
                if (!lostRace(failure) || attempt == ATTEMPTS) {
                    throw translated(failure);
                }
            } catch (OutcomeUnknown unknown) {
                database.flush(FlushMode.IDLE);
                throw unknown;
            }
        }
    }

    /**
     * The result of work that may be done twice, because it finds what it did and then comes to the same. So a commit
     * that was not answered is looked up by doing it again; what even that cannot tell stays {@link OutcomeUnknown}.
     */
    public <T> T runRepeatable(Work<T> work) {
        try {
            return run(work);
        } catch (OutcomeUnknown unknown) {
            try {
                return run(work);
            } catch (DatabaseUnavailable stillAway) {
                unknown.addSuppressed(stillAway);
                throw unknown;
            }
        }
    }

    /**
     * The result of work that is one statement and only reads: a transaction of its own, without a word to begin or end it.
     */
    public <T> T read(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.in(connection);
        } catch (SQLException failure) {
            forgetDeadConnections(failure);
            throw translated(failure);
        }
    }

    private <T> T once(Duration longest, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            long begun = System.nanoTime();
            try {
                if (longest.compareTo(LONGEST) > 0) {
                    LongWork.allow(connection, longest);
                }
                T result = work.in(connection);
                requireShort(longest, Duration.ofNanos(System.nanoTime() - begun));
                commit(connection);
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollBack(connection);
                }
                if (longest.compareTo(LONGEST) > 0) {
                    LongWork.over(connection);
                }
            }
        }
    }

    private static void requireShort(Duration longest, Duration taken) throws SQLException {
        if (taken.compareTo(longest) > 0) {
            throw new SQLException("a transaction took " + taken, TOO_LONG);
        }
    }

    /**
     * A server that gave up waiting for its synchronous replica answers "committed" with a warning. Whether that outlives
     * the server nobody knows.
     */
    private static void commit(Connection connection) throws SQLException {
        try {
            connection.clearWarnings();
            connection.commit();
            Optional<SQLWarning> warning = Optional.ofNullable(connection.getWarnings());
            if (warning.isPresent()) {
                throw new OutcomeUnknown(warning.get());
            }
        } catch (SQLException failure) {
            if (isAway(failure)) {
                throw new OutcomeUnknown(failure);
            }
            throw failure;
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            // The server rolls back what a lost connection had open; the first failure is the one to tell.
        }
    }

    private void forgetDeadConnections(SQLException failure) {
        String state = failure.getSQLState();
        if (state != null && (state.startsWith("08") || GONE.contains(state))) {
            database.flush(FlushMode.IDLE);
        }
    }

    private static boolean lostRace(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && LOST_RACES.contains(state);
    }

    private static RuntimeException translated(SQLException failure) {
        String state = failure.getSQLState();
        if (CANCELED.equals(state) || TOO_LONG.equals(state)) {
            return new StatementTimeout(failure);
        }
        if (state != null && NO_TEXT.contains(state)) {
            return new TextRefused(failure);
        }
        return isAway(failure) || lostRace(failure)
                ? new DatabaseUnavailable("the database did not answer", failure)
                : new IllegalStateException("a statement of ours failed", failure);
    }

    /**
     * Connection faults (08), a full or stopping server (53, 57, 58), one that became a standby (25006), and a pool that
     * has none to give (no state).
     */
    private static boolean isAway(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58")
                || state.equals("25006")
                || state.equals("25P03")
                || state.equals(TOO_LONG);
    }
}
