package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The report transaction, of one report or of many that came at once: the terminal states by fence, with the events that
 * close the executions' records. A fact is never dropped: a report counts until a newer claim or a terminal state
 * exists, also after a stop request.
 *
 * <p>Next on the tour: {@code Sequencer}.
 */
@Singleton
public final class Reports {
    private final Transactions transactions;
    private final Attempts attempts;
    private final ObjectMapper json;
    private final Tracer tracer;
    private final ExecutionNews news;
    private final Event<WorkQueued> queued;

    Reports(
            Transactions transactions,
            Attempts attempts,
            ObjectMapper json,
            Tracer tracer,
            ExecutionNews news,
            Event<WorkQueued> queued) {
        this.transactions = transactions;
        this.attempts = attempts;
        this.json = json;
        this.tracer = tracer;
        this.news = news;
        this.queued = queued;
    }

    /** One outcome per command, in order. Any session of the worker that started the execution may report. */
    public List<ReportOutcome> report(List<ReportCommand> commands) {
        List<Optional<ReportOutcome>> refused =
                commands.stream().map(ReportCheck::refusal).toList();
        List<ReportCommand> good = IntStream.range(0, commands.size())
                .filter(i -> refused.get(i).isEmpty())
                .mapToObj(commands::get)
                .toList();
        Iterator<ReportOutcome> done =
                Rounds.each(good, Reports::execution, this::once).iterator();
        return refused.stream().map(each -> each.orElseGet(done::next)).toList();
    }

    private static ExecutionKey execution(ReportCommand command) {
        return new ExecutionKey(command.session().tenant(), command.lease().execution());
    }

    private record Recorded(LockedExecution row, ExecutionState state) {}

    private record Done(List<ReportOutcome> outcomes, List<Recorded> recorded) {}

    /** May be repeated after a commit that was not answered: a report that it had recorded gets its answer again. */
    private List<ReportOutcome> once(List<ReportCommand> commands) {
        Done done = transactions.runRepeatable(connection -> report(connection, commands));
        done.recorded().forEach(each -> {
            trace(each.row(), each.state());
            news.changed(each.row().key());
        });
        // Mostly of the same group: what waited for its slot. Others find theirs with their next look.
        done.recorded().stream()
                .map(Recorded::row)
                .filter(LockedExecution::isLimited)
                .map(row -> new WorkQueued(row.tenant(), row.group()))
                .distinct()
                .forEach(queued::fire);
        return done.outcomes();
    }

    private Done report(Connection connection, List<ReportCommand> commands) throws SQLException {
        Map<ExecutionKey, LockedExecution> rows = ExecutionRows.lock(
                connection, commands.stream().map(Reports::execution).toList());
        Map<ExecutionKey, ReportOutcome> outcomes = new HashMap<>();
        List<Closings.End> ends = new ArrayList<>();
        for (ReportCommand command : commands) {
            ExecutionKey execution = execution(command);
            Optional<LockedExecution> row = Optional.ofNullable(rows.get(execution))
                    .filter(found -> found.group().equals(command.session().group()));
            outcomes.put(execution, outcome(connection, command, row, ends));
        }
        Map<ExecutionKey, ExecutionState> next = attempts.over(connection, ends);
        next.forEach((execution, state) -> outcomes.put(execution, new ReportOutcome.Recorded(state)));
        return new Done(
                commands.stream()
                        .map(command -> outcomes.get(execution(command)))
                        .toList(),
                ends.stream()
                        .map(end -> new Recorded(
                                end.row(),
                                next.getOrDefault(end.row().key(), end.closing().state())))
                        .toList());
    }

    /** What the row says about the report; where it is over with the attempt, it becomes one of the ends. */
    private ReportOutcome outcome(
            Connection connection, ReportCommand command, Optional<LockedExecution> found, List<Closings.End> ends)
            throws SQLException {
        if (found.isEmpty()) {
            return new ReportOutcome.Unknown();
        }
        LockedExecution row = found.get();
        String digest = digest(command);
        if (row.fence() != command.lease().fence()
                || row.worker().filter(command.session().worker()::equals).isEmpty()) {
            return attempts.late(connection, row, command, digest);
        }
        return switch (row.state()) {
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REJECTED, REVOKED, LOST ->
                row.reportDigest().filter(digest::equals).isPresent()
                        ? new ReportOutcome.Recorded(row.state())
                        : new ReportOutcome.Conflict(row.state());
            case AWAITING_APPROVAL, QUEUED, LEASED -> new ReportOutcome.Stale();
            case RUNNING -> end(command, digest, row, ends);
        };
    }

    private static ReportOutcome end(
            ReportCommand command, String digest, LockedExecution row, List<Closings.End> ends) {
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
        ends.add(new Closings.End(row, Closing.reported(command, state, digest)));
        return new ReportOutcome.Recorded(state);
    }

    /** A point in the execution's own trace. */
    private void trace(LockedExecution row, ExecutionState state) {
        row.trace().ifPresent(trace -> {
            Span span = tracer.spanBuilder(Spans.REPORT)
                    .setParent(trace.context())
                    .setAttribute(Spans.EXECUTION, row.id().toString())
                    .setAttribute(Spans.RESULT, state.name())
                    .startSpan();
            span.end();
        });
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
