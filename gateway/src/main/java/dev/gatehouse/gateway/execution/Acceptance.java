package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;
import static java.util.stream.Collectors.toSet;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.Facts.Fact;
import dev.gatehouse.gateway.limit.LimitReached;
import dev.gatehouse.gateway.limit.Limits;
import dev.gatehouse.observability.ExecutionId;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The accept transaction, of one request or of many that came at once: executions, idempotency keys, questions, queue
 * rows, what waits for approval and events commit together or not at all. No record, no act. What was decided under an
 * older policy is not accepted: whoever has the answer to a change of it, such as a kill switch, knows that nothing is that
 * it denies.
 *
 * <p>Next on the tour: {@code EventSealer}.
 */
@Singleton
final class Acceptance {
    /** The lock makes this commit wait for a synchronous replica, as the one did that was not answered. */
    private static final String THERE = """
            SELECT e.id FROM execution e JOIN unnest(?::text[], ?::uuid[]) AS asked (tenant, id)
                ON e.tenant = asked.tenant AND e.id = asked.id
            FOR KEY SHARE OF e""";

    private final Transactions transactions;
    private final IdempotencyKeys keys;
    private final StartLimits limits;
    private final AcceptedRows rows;
    private final Event<WorkQueued> queued;

    Acceptance(
            Transactions transactions,
            IdempotencyKeys keys,
            StartLimits limits,
            AcceptedRows rows,
            Event<WorkQueued> queued) {
        this.transactions = transactions;
        this.keys = keys;
        this.limits = limits;
        this.rows = rows;
        this.queued = queued;
    }

    /** All of them in one transaction; one outcome per command, in order. */
    List<AcceptOutcome> accept(List<AcceptCommand> commands) {
        Map<ExecutionId, AcceptOutcome> outcomes = outcomes(commands);
        commands.stream()
                .filter(AcceptCommand::isQueued)
                .filter(command -> outcomes.get(command.id()) instanceof AcceptOutcome.Accepted)
                .map(command ->
                        new WorkQueued(command.tenant(), command.placement().group()))
                .distinct()
                .forEach(queued::fire);
        return commands.stream().map(command -> outcomes.get(command.id())).toList();
    }

    /** Nobody is told that it is unknown whether there is an execution before it was looked up. */
    private Map<ExecutionId, AcceptOutcome> outcomes(List<AcceptCommand> commands) {
        Map<String, Limits> declared = limits.declared(commands);
        try {
            return transactions.run(connection -> accept(connection, commands, declared));
        } catch (OutcomeUnknown unknown) {
            Set<ExecutionId> there = there(commands, unknown);
            if (there.isEmpty()) {
                throw unknown;
            }
            // It was committed; whatever else it came to had no effect, and comes to the same again.
            Map<ExecutionId, AcceptOutcome> outcomes = new HashMap<>();
            commands.forEach(command -> {
                if (there.contains(command.id())) {
                    outcomes.put(command.id(), accepted(command));
                }
            });
            List<AcceptCommand> rest = commands.stream()
                    .filter(each -> !outcomes.containsKey(each.id()))
                    .toList();
            if (!rest.isEmpty()) {
                outcomes.putAll(outcomes(rest));
            }
            return outcomes;
        }
    }

    private Set<ExecutionId> there(List<AcceptCommand> commands, OutcomeUnknown unknown) {
        try {
            return transactions.run(connection -> Set.copyOf(Sql.ofColumns(
                            connection,
                            THERE,
                            commands,
                            text(AcceptCommand::tenant),
                            uuid(each -> each.id().value()))
                    .list(row -> new ExecutionId(row.getObject("id", UUID.class)))));
        } catch (DatabaseUnavailable stillAway) {
            unknown.addSuppressed(stillAway);
            return Set.of();
        }
    }

    private Map<ExecutionId, AcceptOutcome> accept(
            Connection connection, List<AcceptCommand> commands, Map<String, Limits> declared) throws SQLException {
        Map<ExecutionId, AcceptOutcome> outcomes = new HashMap<>();
        List<AcceptCommand> known = founded(connection, commands);
        Map<String, Long> revisions = Facts.revisions(
                connection, known.stream().map(AcceptCommand::tenant).collect(toSet()));
        List<AcceptCommand> allowed = known.stream()
                .filter(each -> Long.valueOf(each.grounds().tenantRevision()).equals(revisions.get(each.tenant())))
                .toList();
        List<AcceptCommand> founded = Foundation.held(connection, allowed);
        Set<ExecutionId> named = keys.claim(connection, founded);
        List<AcceptCommand> fresh = founded.stream()
                .filter(each -> each.key().isEmpty() || named.contains(each.id()))
                .toList();
        Map<ExecutionId, LimitReached> reached = limits.take(connection, fresh, declared);
        rows.insert(connection, without(reached, fresh));
        keys.forget(connection, fresh, reached.keySet());
        commands.forEach(command -> outcomes.put(command.id(), new AcceptOutcome.FactsChanged()));
        known.forEach(command -> outcomes.put(
                command.id(), new AcceptOutcome.PolicyChanged(revisions.getOrDefault(command.tenant(), 0L))));
        allowed.forEach(command -> outcomes.put(command.id(), new AcceptOutcome.Draining()));
        for (AcceptCommand command : founded) {
            outcomes.put(
                    command.id(),
                    command.key().isEmpty() || named.contains(command.id())
                            ? accepted(command)
                            : keys.earlier(connection, command));
        }
        reached.forEach((id, limit) -> outcomes.put(id, new AcceptOutcome.Limited(limit)));
        return outcomes;
    }

    private static List<AcceptCommand> without(Map<ExecutionId, LimitReached> reached, List<AcceptCommand> commands) {
        return reached.isEmpty()
                ? commands
                : commands.stream()
                        .filter(each -> !reached.containsKey(each.id()))
                        .toList();
    }

    /** Those whose permit still rests on what is true. */
    private static List<AcceptCommand> founded(Connection connection, List<AcceptCommand> commands)
            throws SQLException {
        Set<Fact> held = Facts.held(
                connection,
                commands.stream()
                        .flatMap(each -> facts(each).stream())
                        .distinct()
                        .toList());
        return commands.stream()
                .filter(each -> !facts(each).isEmpty() && held.containsAll(facts(each)))
                .toList();
    }

    private static List<Fact> facts(AcceptCommand command) {
        return Fact.of(command.tenant(), command.grounds());
    }

    private static AcceptOutcome accepted(AcceptCommand command) {
        return new AcceptOutcome.Accepted(command.answer());
    }
}
