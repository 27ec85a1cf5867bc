package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The transactions that take executions from workers that went silent, and end those that waited for too long. Any number of gateways may run them at once: each
 * skips the rows that another works on. Expiry is permission to reassign, not invalidity: a report that comes first
 * counts.
 */
@Singleton
final class Expiry {
    static final String QUEUE_TIMEOUT = "queue_timeout";
    static final String APPROVAL_EXPIRED = "approval_expired";

    private static final Logger LOG = Logger.getLogger(Expiry.class);
    private static final int MOST_PASSED_OVER = 50;

    private static final String UNSTARTED = "e.state = 'LEASED' AND e.leased_at + ? * interval '1 millisecond' < now()";

    private static final String SILENT = """
            e.state = 'RUNNING' AND (e.missed >= 2 OR NOT EXISTS (
                SELECT 1 FROM worker_session s
                WHERE s.tenant = e.tenant AND s.id = e.session_id
                  AND s.expires_at + ? * interval '1 millisecond' > now()))""";

    private static final String OVERDUE =
            "e.state = 'RUNNING' AND e.started_at + (e.timeout_ms + ?) * interval '1 millisecond' < now()";

    /**
     * Read in the order of the index, whose rows are only those of jobs with such a time. What it waited for maintenance to
     * end is not counted.
     */
    private static final String WAITED = """
            e.state = 'QUEUED' AND (e.tenant, e.id) IN (
                SELECT q.tenant, q.id FROM execution q
                WHERE q.state = 'QUEUED' AND q.queue_until IS NOT NULL AND q.queue_until < now()
                  AND q.queue_until < now() - (
                      SELECT coalesce(sum(coalesce(m.ended_at, now()) - greatest(m.begun_at, q.state_at)), interval '0')
                        FROM maintenance m
                       WHERE m.tenant IN (q.tenant, 'system') AND coalesce(m.ended_at, now()) > q.state_at)
                ORDER BY q.queue_until LIMIT 50)""";

    private static final String UNAPPROVED = """
            e.state = 'AWAITING_APPROVAL' AND (e.tenant, e.id) IN (
                SELECT a.tenant, a.execution_id FROM approval a
                WHERE a.outcome IS NULL AND a.expires_at <= now() ORDER BY a.expires_at LIMIT 50)""";

    private final Transactions transactions;
    private final Closings closings;
    private final Attempts attempts;
    private final Returns returns;
    private final ExecutionConfig config;

    Expiry(Transactions transactions, Closings closings, Attempts attempts, Returns returns, ExecutionConfig config) {
        this.transactions = transactions;
        this.closings = closings;
        this.attempts = attempts;
        this.returns = returns;
        this.config = config;
    }

    @FunctionalInterface
    private interface Step {
        void take(Connection connection, List<LockedExecution> rows) throws SQLException;
    }

    /**
     * Everything that is over now.
     *
     * @param mayJudge whether this gateway has been there without a gap; asked after each look into the database,
     *     because the look of one that slept before it takes its own silence for that of the workers
     */
    void run(BooleanSupplier mayJudge) {
        each(mayJudge, UNSTARTED, returns::silent, config.unstartedLease().toMillis());
        each(mayJudge, SILENT, this::lose, config.reassignGrace().toMillis());
        each(mayJudge, OVERDUE, this::timeOut, config.reportGrace().toMillis());
        each(mayJudge, WAITED, this::giveUpWaiting);
        each(mayJudge, UNAPPROVED, this::reject);
    }

    private void lose(Connection connection, List<LockedExecution> rows) throws SQLException {
        attempts.over(
                connection,
                rows.stream().map(row -> new Closings.End(row, lost(row))).toList());
    }

    /** A worker that was told to stop and then fell silent did stop it, as far as anybody can know. */
    private static Closing lost(LockedExecution row) {
        return row.stop()
                .map(stop -> Closing.unreported(stop.end(), Optional.of("session_lost"))
                        .unconfirmed())
                .orElseGet(() -> Closing.unreported(ExecutionState.LOST, Optional.of("session_lost")));
    }

    /** Nobody claimed them in their time. What is claimed meanwhile may still begin. */
    private void giveUpWaiting(Connection connection, List<LockedExecution> rows) throws SQLException {
        endAll(connection, rows, Closing.unreported(ExecutionState.TIMED_OUT, Optional.of(QUEUE_TIMEOUT)));
    }

    /** From that moment on nobody can approve them: the release asks the same clock. */
    private void reject(Connection connection, List<LockedExecution> rows) throws SQLException {
        endAll(connection, rows, Closing.unreported(ExecutionState.REJECTED, Optional.of(APPROVAL_EXPIRED)));
    }

    private void timeOut(Connection connection, List<LockedExecution> rows) throws SQLException {
        endAll(connection, rows, Closing.unreported(ExecutionState.TIMED_OUT, Optional.of("report_missing")));
    }

    private void endAll(Connection connection, List<LockedExecution> rows, Closing closing) throws SQLException {
        closings.end(
                connection,
                rows.stream().map(row -> new Closings.End(row, closing)).toList());
    }

    /**
     * Takes whatever the condition finds, a batch a transaction. What cannot be taken is looked for in smaller and smaller
     * batches and passed over, so that it holds nobody else up; the next sweep tries it again.
     */
    private void each(BooleanSupplier mayJudge, String condition, Step step, Object... values) {
        int size = ExecutionRows.BATCH;
        int passedOver = 0;
        boolean more = true;
        while (more) {
            try {
                more = take(mayJudge, new ExecutionRows.Window(size, passedOver), condition, step, values);
                size = Math.min(2 * size, ExecutionRows.BATCH);
            } catch (DatabaseUnavailable away) {
                throw away;
            } catch (RuntimeException guilty) {
                if (size == 1) {
                    LOG.error("An execution that is over cannot be ended and is passed over", guilty);
                    passedOver++;
                    more = passedOver < MOST_PASSED_OVER;
                }
                size = Math.max(1, size / 2);
            }
        }
    }

    private boolean take(
            BooleanSupplier mayJudge, ExecutionRows.Window window, String condition, Step step, Object... values) {
        return transactions.run(connection -> {
            List<LockedExecution> rows = ExecutionRows.lockWhere(connection, window, condition, values);
            if (!mayJudge.getAsBoolean()) {
                return false;
            }
            step.take(connection, rows);
            return rows.size() == window.size();
        });
    }
}
