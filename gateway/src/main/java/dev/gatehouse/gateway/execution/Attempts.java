package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.ExecutionRetrying;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.resource.Jobs;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What follows an attempt that is over: the execution's end, or another attempt where the job allows one. Only an
 * attempt that failed, took too long or was lost with its session is followed by another, and none that somebody wanted
 * stopped. The caller holds the row's lock.
 */
@Singleton
final class Attempts {
    private final Closings closings;
    private final Returns returns;
    private final Jobs jobs;
    private final AuditTrail trail;
    private final RandomGenerator random;

    Attempts(Closings closings, Returns returns, Jobs jobs, AuditTrail trail, RandomGenerator random) {
        this.closings = closings;
        this.returns = returns;
        this.jobs = jobs;
        this.trail = trail;
        this.random = random;
    }

    /** Closes the running attempt; the state the execution has then: the closing's, or QUEUED. */
    ExecutionState over(Connection connection, LockedExecution row, Closing closing) throws SQLException {
        boolean failed = switch (closing.state()) {
            case FAILED, TIMED_OUT, LOST -> true;
            case SUCCEEDED, CANCELLED, REJECTED, REVOKED, AWAITING_APPROVAL, QUEUED, LEASED, RUNNING -> false;
        };
        if (failed && row.stop().isEmpty()) {
            Optional<JobSpec> job = jobs.at(
                            connection, row.tenant(), row.job().id(), row.job().revision())
                    .map(JobVersion::spec);
            Optional<Duration> wait = job.flatMap(spec -> spec.retry().waitAfter(row.attempt(), random));
            if (wait.isPresent()) {
                again(connection, row, closing, wait.get(), job.flatMap(JobSpec::queueTimeout));
                return ExecutionState.QUEUED;
            }
        }
        closings.end(connection, row, closing);
        return closing.state();
    }

    private void again(
            Connection connection, LockedExecution row, Closing closing, Duration wait, Optional<Duration> queueTimeout)
            throws SQLException {
        Sql.of(
                        connection,
                        """
                        INSERT INTO retried_attempt (tenant, execution_id, fence, worker_id, report_digest)
                        SELECT ?, ?, ?, s.worker_id, decode(?, 'hex')
                        FROM worker_session s WHERE s.tenant = ? AND s.id = ?""",
                        row.tenant(),
                        row.id().value(),
                        row.fence(),
                        closing.reportDigest(),
                        row.tenant(),
                        row.session())
                .update();
        closings.wipe(connection, row);
        returns.again(connection, row, wait, queueTimeout);
        trail.append(
                connection,
                row.tenant(),
                List.of(new ExecutionRetrying(
                        row.id(),
                        closing.actor(),
                        row.pin(),
                        row.attempt(),
                        row.fence(),
                        closing.error().orElseGet(() -> closing.state().name().toLowerCase(Locale.ROOT)),
                        closing.exitCode(),
                        closing.logChunks(),
                        closing.logDigest())));
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
                yield new ReportOutcome.Recorded(ExecutionState.QUEUED);
            }
            // Ended because its record was closed: that was taken note of already.
            case CANCELLED, REVOKED, AWAITING_APPROVAL, QUEUED, LEASED, RUNNING, REJECTED, LOST ->
                new ReportOutcome.Stale();
        };
    }
}
