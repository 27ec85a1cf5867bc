package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.job.JsonBounds;
import dev.gatehouse.observability.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The report transaction: the terminal state by fence, with the event that closes the execution's record. A fact is
 * never dropped: a report counts until a newer claim or a terminal state exists, also after a stop request.
 *
 * <p>Next on the tour: {@code Sequencer}.
 */
@Singleton
public final class Reports {
    static final int MAX_OUTPUTS = 256 << 10;

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern DIGEST = Pattern.compile("|[0-9a-f]{64}");

    private final Transactions transactions;
    private final Attempts attempts;
    private final ObjectMapper json;
    private final Tracer tracer;

    Reports(Transactions transactions, Attempts attempts, ObjectMapper json, Tracer tracer) {
        this.transactions = transactions;
        this.attempts = attempts;
        this.json = json;
        this.tracer = tracer;
    }

    /** One outcome per command, in order. Any session of the worker that started the execution may report. */
    public List<ReportOutcome> report(List<ReportCommand> commands) {
        return commands.stream().map(this::report).toList();
    }

    private ReportOutcome report(ReportCommand command) {
        Optional<ReportOutcome> invalid = invalid(command);
        if (invalid.isPresent()) {
            return invalid.get();
        }
        String digest = digest(command);
        return transactions.run(connection -> report(connection, command, digest));
    }

    private ReportOutcome report(Connection connection, ReportCommand command, String digest) throws SQLException {
        WorkerSession session = command.session();
        var found = ExecutionRows.lock(
                        connection, session.tenant(), command.lease().execution())
                .filter(row -> row.group().equals(session.group()));
        if (found.isEmpty()) {
            return new ReportOutcome.Unknown();
        }
        LockedExecution row = found.get();
        if (row.fence() != command.lease().fence() || !isHolder(connection, row, session)) {
            return attempts.late(connection, row, command, digest);
        }
        return switch (row.state()) {
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REJECTED, REVOKED, LOST ->
                row.reportDigest().filter(digest::equals).isPresent()
                        ? new ReportOutcome.Recorded(row.state())
                        : new ReportOutcome.Conflict(row.state());
            case AWAITING_APPROVAL, QUEUED, LEASED -> new ReportOutcome.Stale();
            case RUNNING -> end(connection, command, digest, row);
        };
    }

    private ReportOutcome end(Connection connection, ReportCommand command, String digest, LockedExecution row)
            throws SQLException {
        ExecutionState state = command.outcome();
        if (state == ExecutionState.CANCELLED || state == ExecutionState.REVOKED) {
            if (row.stop().isEmpty()) {
                return new ReportOutcome.Invalid("stop_not_requested", "Nobody asked for a stop of this execution.");
            }
            state = row.stop().get().end();
        }
        if (command.attempt() != row.attempt()) {
            return new ReportOutcome.Stale();
        }
        ExecutionState next = attempts.over(connection, row, Closing.reported(command, state, digest));
        trace(row, next);
        return new ReportOutcome.Recorded(next);
    }

    /** A point in the execution's own trace. */
    private void trace(LockedExecution row, ExecutionState state) {
        row.trace().ifPresent(trace -> {
            Span span = tracer.spanBuilder(Spans.REPORT)
                    .setParent(trace.context())
                    .addLink(Span.current().getSpanContext())
                    .setAttribute(Spans.EXECUTION, row.id().toString())
                    .setAttribute(Spans.RESULT, state.name())
                    .startSpan();
            span.end();
        });
    }

    private static boolean isHolder(Connection connection, LockedExecution row, WorkerSession session)
            throws SQLException {
        return Sql.of(
                        connection,
                        "SELECT 1 FROM worker_session WHERE tenant = ? AND id = ? AND worker_id = ?",
                        row.tenant(),
                        row.session(),
                        session.worker())
                .exists();
    }

    private static Optional<ReportOutcome> invalid(ReportCommand command) {
        boolean ended = switch (command.outcome()) {
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REVOKED -> true;
            case AWAITING_APPROVAL, QUEUED, LEASED, RUNNING, REJECTED, LOST -> false;
        };
        if (!ended) {
            return refuse("report_invalid", "A worker reports SUCCEEDED, FAILED, TIMED_OUT, CANCELLED or REVOKED.");
        }
        if (!command.error().map(code -> CODE.matcher(code).matches()).orElse(true)) {
            return refuse("report_invalid", "The error is not one snake_case code.");
        }
        if (!DIGEST.matcher(command.logDigest()).matches() || command.logChunks() < 0) {
            return refuse("report_invalid", "The log is named by its count of chunks and a SHA-256 in hex.");
        }
        return command.outputs().flatMap(outputs -> {
            if (!JsonBounds.violations(outputs).isEmpty() || !outputs.isObject()) {
                return refuse("outputs_invalid", "The outputs are not one JSON object that can be kept exactly.");
            }
            return outputs.toString().getBytes(StandardCharsets.UTF_8).length > MAX_OUTPUTS
                    ? refuse("outputs_too_large", "The outputs are over 256 KiB.")
                    : Optional.empty();
        });
    }

    private static Optional<ReportOutcome> refuse(String code, String detail) {
        return Optional.of(new ReportOutcome.Invalid(code, detail));
    }

    private String digest(ReportCommand command) {
        ObjectNode said = json.createObjectNode()
                .put("attempt", command.attempt())
                .put("outcome", command.outcome().name())
                .put("logChunks", Long.toString(command.logChunks()))
                .put("logDigest", command.logDigest());
        command.exitCode().ifPresent(code -> said.put("exitCode", code));
        command.error().ifPresent(code -> said.put("error", code));
        command.outputs().ifPresent(outputs -> said.set("outputs", outputs));
        return CanonicalHash.of(said.toString());
    }
}
