package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.audit.ExecutionEvent.StopRequested;
import dev.gatehouse.audit.ExecutionEvent.StopRequested.Kind;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.deprovision.EndOfAccess;
import dev.gatehouse.gateway.stop.SetSwitch;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Reason;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The stop by governance: what has not begun is over at once, what runs gets a request beside its state. */
@Singleton
final class Revocations {
    /** What was over at once. */
    static final String REVOKED = "revoked";

    /** What ran, and was told to stop. */
    static final String STOPPED = "stopped";

    private static final String REQUEST = """
            UPDATE execution e SET stop = 'revoke', stop_by = doomed.caused_by, stop_reason = doomed.reason, stop_at = now()
            FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::text[]) AS doomed (tenant, id, caused_by, reason)
            WHERE e.tenant = doomed.tenant AND e.id = doomed.id""";

    private final Closings closings;
    private final AuditTrail trail;
    private final QuestionLog questions;

    Revocations(Closings closings, AuditTrail trail, QuestionLog questions) {
        this.closings = closings;
        this.trail = trail;
        this.questions = questions;
    }

    /** One that ends, and the denial where policy was asked about it. */
    record Doomed(ExecutionId execution, Optional<Denial> denial) {
        Optional<DecisionReference> decision() {
            return denial.map(Denial::decision);
        }
    }

    /** A decision that ends an execution, and its question as it is kept with the end. */
    record Denial(DecisionReference decision, RecordedQuestion question) {}

    /**
     * Why some of a tenant's executions end.
     *
     * @param by who caused it: a subject, or the SCIM client that said so
     * @param reason for people
     * @param error of those that never began
     * @param accessEnd that they are part of
     * @param killSwitch that they are part of
     */
    record Order(
            String tenant, UUID by, String reason, String error, Optional<UUID> accessEnd, Optional<UUID> killSwitch) {
        static Order of(EndOfAccess end) {
            return new Order(
                    end.tenant(),
                    end.causedBy(),
                    "Access ended: " + end.reason().code(),
                    "access_ended",
                    Optional.of(end.id()),
                    Optional.empty());
        }

        static Order of(SetSwitch stop) {
            return new Order(
                    stop.tenant(),
                    stop.setBy(),
                    "Kill switch: " + stop.reason(),
                    Reason.STOPPED,
                    Optional.empty(),
                    Optional.of(stop.id()));
        }
    }

    private record One(LockedExecution row, Doomed doomed) {}

    /** How many of them it ended, and how; those that ended by themselves meanwhile are none of them. */
    Map<String, Long> revoke(Connection connection, Order order, List<Doomed> doomed) throws SQLException {
        if (doomed.isEmpty()) {
            return Map.of();
        }
        Map<ExecutionKey, LockedExecution> rows = ExecutionRows.lock(
                connection,
                doomed.stream()
                        .map(each -> new ExecutionKey(order.tenant(), each.execution()))
                        .toList());
        List<One> unbegun = new ArrayList<>();
        List<One> running = new ArrayList<>();
        for (Doomed each : doomed) {
            Optional.ofNullable(rows.get(new ExecutionKey(order.tenant(), each.execution())))
                    .ifPresent(row -> sort(new One(row, each), unbegun, running));
        }
        List<One> all = new ArrayList<>(unbegun);
        all.addAll(running);
        request(connection, order, all);
        questions.record(
                connection,
                order.tenant(),
                all.stream()
                        .flatMap(each -> each.doomed().denial().stream())
                        .map(Denial::question)
                        .toList());
        closings.end(connection, unbegun.stream().map(each -> end(each, order)).toList());
        if (order.killSwitch().isPresent()) {
            // The end of somebody's access has a step of its own for them.
            SecretLeaseRows.revoke(connection, running.stream().map(One::row).toList());
        }
        return Map.of(REVOKED, (long) unbegun.size(), STOPPED, (long) running.size());
    }

    private static void sort(One one, List<One> unbegun, List<One> running) {
        switch (one.row().state()) {
            case AWAITING_APPROVAL, QUEUED, LEASED -> unbegun.add(one);
            case RUNNING -> {
                // A person's stop has grace; governance gives none.
                if (one.row().stop().filter(stop -> stop.kind() == Kind.REVOKE).isEmpty()) {
                    running.add(one);
                }
            }
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REJECTED, REVOKED, LOST -> {}
        }
    }

    private void request(Connection connection, Order order, List<One> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        Sql.ofColumns(
                        connection,
                        REQUEST,
                        all,
                        text(each -> order.tenant()),
                        uuid(each -> each.row().id().value()),
                        uuid(each -> order.by()),
                        text(each -> order.reason()))
                .update();
        trail.append(
                connection,
                order.tenant(),
                all.stream()
                        .map(each -> new StopRequested(
                                each.row().id(),
                                Actor.of(order.by()),
                                each.doomed().decision(),
                                Kind.REVOKE,
                                order.reason(),
                                order.accessEnd(),
                                order.killSwitch()))
                        .toList());
    }

    private static Closings.End end(One one, Order order) {
        ExecutionState state = StopRequest.endOf(Kind.REVOKE);
        one.row().state().requireStepTo(state);
        Closing closing = Closing.unreported(state, Optional.of(order.error()));
        return new Closings.End(
                one.row(),
                one.doomed()
                        .decision()
                        .map(decision -> closing.by(order.by(), decision))
                        .orElseGet(() -> closing.by(order.by())));
    }
}
