package dev.gatehouse.gateway.execution;

import static java.util.stream.Collectors.groupingBy;

import dev.gatehouse.audit.ExecutionEvent.ExecutionResolving;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.Facts.Fact;
import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.SealTarget;
import dev.gatehouse.worker.EnvelopeContext;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The admit transaction, of one start or of many that came at once: it makes durable that these secrets are about to be
 * resolved, and what revokes those that are issued, before any value is asked for. Thread-safe.
 */
@Singleton
final class Admissions {
    private final Transactions transactions;
    private final ApiTokens tokens;
    private final AuditTrail trail;

    Admissions(Transactions transactions, ApiTokens tokens, AuditTrail trail) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.trail = trail;
    }

    private record Admission(StartCommand command, LockedExecution row) {}

    /** One outcome per command, in order. Of what is not admitted nothing is written. */
    List<AdmitOutcome> admit(List<StartCommand> commands) {
        return Rounds.each(
                commands, StartCommand::key, round -> transactions.run(connection -> admit(connection, round)));
    }

    /**
     * Locks and reads as the start does: once somebody has the answer that access ended, nothing is resolved that was begun
     * by it.
     */
    private List<AdmitOutcome> admit(Connection connection, List<StartCommand> commands) throws SQLException {
        Set<Fact> held = Facts.held(connection, StartCommand.facts(commands));
        Map<UUID, byte[]> keys = LiveSessions.keys(
                connection, commands.stream().map(StartCommand::session).toList());
        Map<ExecutionKey, LockedExecution> rows = ExecutionRows.lockToStart(
                connection, commands.stream().map(StartCommand::key).toList());
        Set<Fact> ended = Facts.ended(connection, StartCommand.before(commands));
        Set<UUID> endedTokens = tokens.ended(connection, StartCommand.tokens(commands));

        List<AdmitOutcome> outcomes = new ArrayList<>();
        List<Admission> admitted = new ArrayList<>();
        for (StartCommand command : commands) {
            Optional<LockedExecution> leased = command.leased(rows);
            Optional<byte[]> key =
                    Optional.ofNullable(keys.get(command.session().id()));
            if (leased.isEmpty() || key.isEmpty()) {
                outcomes.add(new AdmitOutcome.Gone(leased.isEmpty() ? Starts.LEASE_LOST : Starts.SESSION_ENDED));
            } else if (!held.containsAll(command.facts())) {
                outcomes.add(new AdmitOutcome.FactsChanged());
            } else if (command.before().filter(ended::contains).isPresent()) {
                outcomes.add(new AdmitOutcome.Gone(Starts.ACCESS_ENDED));
            } else if (command.token().filter(endedTokens::contains).isPresent()) {
                outcomes.add(new AdmitOutcome.TokenEnded());
            } else {
                admitted.add(new Admission(command, leased.get()));
                outcomes.add(new AdmitOutcome.Admitted(target(command, leased.get(), key.get())));
            }
        }
        record(connection, admitted);
        return outcomes;
    }

    /** What was issued for a start that did not come about is revoked at once, each lease by its own id. */
    void withdraw(StartCommand command) {
        if (!command.issued().leases().isEmpty()) {
            transactions.run(connection -> {
                ExecutionRows.lockToStart(connection, List.of(command.key()));
                return SecretLeaseRows.withdraw(connection, command);
            });
        }
    }

    private static SealTarget target(StartCommand command, LockedExecution row, byte[] key) {
        return new SealTarget(
                key,
                new EnvelopeContext(
                        command.tenant(),
                        row.id(),
                        row.attempt() + 1,
                        command.fence(),
                        command.session().worker()));
    }

    private void record(Connection connection, List<Admission> admitted) throws SQLException {
        var byTenant =
                admitted.stream().collect(groupingBy(each -> each.command().tenant()));
        for (var each : byTenant.entrySet()) {
            trail.append(
                    connection,
                    each.getKey(),
                    each.getValue().stream().map(Admissions::event).toList());
        }
        SecretLeaseRows.issuing(
                connection, admitted.stream().map(Admission::command).toList());
    }

    private static ExecutionResolving event(Admission admission) {
        StartCommand command = admission.command();
        return new ExecutionResolving(
                command.permit().execution(),
                Asked.decision(command.permit()),
                admission.row().pin(),
                command.session().worker(),
                command.fence(),
                command.permit().secrets().stream()
                        .map(SecretReference::toString)
                        .toList());
    }
}
