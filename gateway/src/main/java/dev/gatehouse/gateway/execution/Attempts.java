package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.audit.ExecutionEvent.ExecutionRetrying;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What follows an attempt that is over: the execution's end, or another attempt where the job allows one. Only an
 * attempt that failed, took too long or was lost with its session is followed by another, and none that somebody wanted
 * stopped. The caller holds the rows' locks.
 */
@Singleton
final class Attempts {
    private static final String RETRIED = """
            INSERT INTO retried_attempt (tenant, execution_id, fence, worker_id, report_digest)
            SELECT tenant, id, fence, worker, decode(report, 'hex')
            FROM unnest(?::text[], ?::uuid[], ?::bigint[], ?::uuid[], ?::text[])
                AS ended (tenant, id, fence, worker, report)""";

    private final Closings closings;
    private final UnopenedEnvelopes unopened;
    private final Returns returns;
    private final PinnedJobs jobs;
    private final RandomGenerator random;

    Attempts(Closings closings, UnopenedEnvelopes unopened, Returns returns, PinnedJobs jobs, RandomGenerator random) {
        this.closings = closings;
        this.unopened = unopened;
        this.returns = returns;
        this.jobs = jobs;
        this.random = random;
    }

    /** Closes running attempts; the state that each execution has then: the closing's, or QUEUED. */
    Map<ExecutionKey, ExecutionState> over(Connection connection, List<Closings.End> over) throws SQLException {
        Map<ExecutionKey, ExecutionState> next = new HashMap<>();
        List<Closings.End> ends = new ArrayList<>();
        List<Again> followed = new ArrayList<>();
        for (Closings.End end : over) {
            Optional<Again> again = again(connection, end);
            again.ifPresentOrElse(followed::add, () -> ends.add(end));
            next.put(
                    end.row().key(),
                    again.isPresent() ? ExecutionState.QUEUED : end.closing().state());
        }
        closings.end(connection, ends);
        again(connection, followed);
        unopened.record(connection, over);
        return next;
    }

    /** An attempt that is over, and the wait after which another one follows. */
    private record Again(Closings.End over, Duration delay, Optional<Duration> queueTimeout) {
        LockedExecution row() {
            return over.row();
        }
    }

    /** Looks at a job only for an attempt that failed. */
    private Optional<Again> again(Connection connection, Closings.End over) throws SQLException {
        LockedExecution row = over.row();
        boolean failed = switch (over.closing().state()) {
            case FAILED, TIMED_OUT, LOST -> true;
            case SUCCEEDED, CANCELLED, REJECTED, REVOKED, AWAITING_APPROVAL, QUEUED, LEASED, RUNNING -> false;
        };
        if (!failed || row.stop().isPresent()) {
            return Optional.empty();
        }
        return jobs.find(connection, row)
                .flatMap(job -> job.spec()
                        .retry()
                        .waitAfter(row.attempt(), random)
                        .map(wait -> new Again(over, wait, job.spec().queueTimeout())));
    }

    private void again(Connection connection, List<Again> followed) throws SQLException {
        if (followed.isEmpty()) {
            return;
        }
        List<Again> heldBySomebody = followed.stream()
                .filter(each -> each.row().worker().isPresent())
                .toList();
        Sql.ofColumns(
                        connection,
                        RETRIED,
                        heldBySomebody,
                        text(each -> each.row().tenant()),
                        uuid(each -> each.row().id().value()),
                        bigint(each -> each.row().fence()),
                        uuid(each -> each.row().worker()),
                        text(each -> each.over().closing().reportDigest()))
                .update();
        closings.wipe(connection, followed.stream().map(Again::row).toList());
        returns.again(
                connection,
                followed.stream()
                        .map(each -> new Returns.Retry(
                                each.row(),
                                each.delay(),
                                each.queueTimeout(),
                                retrying(each.row(), each.over().closing())))
                        .toList());
    }

    private static ExecutionRetrying retrying(LockedExecution row, Closing closing) {
        return new ExecutionRetrying(
                row.id(),
                closing.actor(),
                row.pin(),
                row.attempt(),
                row.fence(),
                closing.error().orElseGet(() -> closing.state().name().toLowerCase(Locale.ROOT)),
                closing.exitCode(),
                closing.logChunks(),
                closing.logDigest());
    }

    /**
     * A report that is none of the attempt that the execution is at. Where another attempt was to follow, the same
     * report gets the same answer; one that is late, because its session was lost, still counts until somebody has
     * claimed the execution again.
     */
    ReportOutcome late(Connection connection, LockedExecution row, ReportCommand command, String digest)
            throws SQLException {
        record Retried(Optional<String> digest) {}
        var retried = Sql.of(
                        connection,
                        """
                        SELECT encode(report_digest, 'hex') AS report FROM retried_attempt
                        WHERE tenant = ? AND execution_id = ? AND fence = ? AND worker_id = ?""",
                        row.tenant(),
                        row.id().value(),
                        command.lease().fence(),
                        command.session().worker())
                .first(found -> new Retried(Sql.text(found, "report")));
        if (retried.isEmpty()) {
            return new ReportOutcome.Stale();
        }
        Optional<String> earlier = retried.get().digest();
        if (earlier.isPresent()) {
            return earlier.get().equals(digest)
                    ? new ReportOutcome.Recorded(ExecutionState.QUEUED)
                    : new ReportOutcome.Stale();
        }
        boolean overtaken = row.state() != ExecutionState.QUEUED
                || row.fence() != command.lease().fence()
                || row.attempt() != command.attempt();
        return overtaken ? new ReportOutcome.Stale() : counts(connection, row, command, digest);
    }

    private ReportOutcome counts(Connection connection, LockedExecution row, ReportCommand command, String digest)
            throws SQLException {
        return switch (command.outcome()) {
            case SUCCEEDED -> {
                Sql.of(
                                connection,
                                "UPDATE execution SET session_id = ? WHERE tenant = ? AND id = ?",
                                command.session().id(),
                                row.tenant(),
                                row.id().value())
                        .update();
                closings.end(connection, row, Closing.reported(command, ExecutionState.SUCCEEDED, digest));
                yield new ReportOutcome.Recorded(ExecutionState.SUCCEEDED);
            }
            case FAILED, TIMED_OUT -> {
                Sql.of(connection, """
                                UPDATE retried_attempt SET report_digest = decode(?, 'hex')
                                WHERE tenant = ? AND execution_id = ? AND fence = ?""", digest, row.tenant(), row.id().value(), row.fence())
                        .update();
                unopened.record(connection, row, command);
                yield new ReportOutcome.Recorded(ExecutionState.QUEUED);
            }
            // Ended because its record was closed: that was taken note of already.
            case CANCELLED, REVOKED, AWAITING_APPROVAL, QUEUED, LEASED, RUNNING, REJECTED, LOST ->
                new ReportOutcome.Stale();
        };
    }
}
