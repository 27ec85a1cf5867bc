package dev.gatehouse.gateway.execution;

import static java.util.stream.Collectors.toSet;

import dev.gatehouse.audit.AccessEvent.EnvelopeRefused;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.Facts.Fact;
import dev.gatehouse.gateway.identity.ApiTokens;
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
 * The start transaction, of one start or of many that came at once. An execution begins only while
 * its lease is good, its session lives, nobody stopped it, everything that the permit rests on is still true, and no end of
 * all the starter's access came after the acceptance; then, and with that, the envelope may leave.
 */
@Singleton
final class Starts {
    static final String LEASE_LOST = "lease_lost";
    static final String SESSION_ENDED = "session_ended";
    static final String ACCESS_ENDED = "access_ended";

    private final Transactions transactions;
    private final Standings standings;
    private final StartedRows started;
    private final ApiTokens tokens;
    private final AuditTrail trail;
    private final ExecutionNews news;

    Starts(
            Transactions transactions,
            Standings standings,
            StartedRows started,
            ApiTokens tokens,
            AuditTrail trail,
            ExecutionNews news) {
        this.transactions = transactions;
        this.standings = standings;
        this.started = started;
        this.tokens = tokens;
        this.trail = trail;
        this.news = news;
    }

    /** How the leases stand. */
    List<Standing> standings(WorkerSession session, List<Lease> leases) {
        return transactions.read(connection -> standings.of(connection, session, leases));
    }

    /** Records a fetch that may not be. */
    void refuse(WorkerSession session, Standing.Refused refused) {
        LockedExecution row = refused.row();
        transactions.run(connection -> trail.append(
                connection,
                row.tenant(),
                List.of(new EnvelopeRefused(row.id(), session.worker(), session.id(), row.fence(), refused.reason()))));
    }

    /** One outcome per command, in order. A start whose first answer got lost gets that answer again. */
    List<StartOutcome> start(List<StartCommand> commands) {
        List<StartOutcome> outcomes = Rounds.each(
                commands,
                StartCommand::key,
                round -> transactions.runRepeatable(connection -> start(connection, round)));
        commands.forEach(command -> news.changed(command.key()));
        return outcomes;
    }

    /**
     * Locks in one order for everybody: subjects, tenants, sessions, executions, each in the order of their keys. Tokens are
     * read after their subjects are held: whoever ends one holds its subject first, and finds what begins here.
     */
    private List<StartOutcome> start(Connection connection, List<StartCommand> commands) throws SQLException {
        Set<Fact> held = Facts.held(connection, StartCommand.facts(commands));
        Set<UUID> endedTokens = tokens.ended(connection, StartCommand.tokens(commands));
        Set<Fact> ended = Facts.ended(connection, StartCommand.before(commands));
        Map<String, Long> revisions = Facts.revisions(
                connection, commands.stream().map(StartCommand::tenant).collect(toSet()));
        Map<UUID, String> isolations = LiveSessions.isolations(
                connection, commands.stream().map(StartCommand::session).toList());
        Map<ExecutionKey, LockedExecution> rows = ExecutionRows.lockToStart(
                connection, commands.stream().map(StartCommand::key).toList());

        List<StartOutcome> outcomes = new ArrayList<>();
        List<StartedRows.Start> begun = new ArrayList<>();
        for (StartCommand command : commands) {
            Optional<LockedExecution> leased = command.leased(rows);
            Optional<String> isolation =
                    Optional.ofNullable(isolations.get(command.session().id()));
            if (leased.isEmpty()) {
                outcomes.add(again(connection, command));
            } else if (isolation.isEmpty()) {
                outcomes.add(new StartOutcome.Gone(SESSION_ENDED));
            } else if (!command.holds(held, revisions)) {
                outcomes.add(new StartOutcome.FactsChanged());
            } else if (command.token().filter(endedTokens::contains).isPresent()) {
                outcomes.add(new StartOutcome.TokenEnded());
            } else if (command.before().filter(ended::contains).isPresent()) {
                outcomes.add(new StartOutcome.Gone(ACCESS_ENDED));
            } else {
                begun.add(new StartedRows.Start(leased.get(), command, isolation.get()));
                outcomes.add(new StartOutcome.Started(leased.get(), leased.get().attempt() + 1, command.envelope()));
            }
        }
        started.begin(connection, begun);
        return outcomes;
    }

    /** Another call of the same session was faster: both get what that one stored. */
    private StartOutcome again(Connection connection, StartCommand command) throws SQLException {
        var lease = new Lease(command.permit().execution(), command.fence());
        return switch (standings
                .of(connection, command.session(), List.of(lease))
                .getFirst()) {
            case Standing.Begun begun ->
                new StartOutcome.Started(begun.row(), begun.row().attempt(), begun.envelope());
            case Standing.Gone(String reason) -> new StartOutcome.Gone(reason);
            case Standing.Pending _, Standing.Refused _ -> new StartOutcome.Gone(LEASE_LOST);
        };
    }
}
