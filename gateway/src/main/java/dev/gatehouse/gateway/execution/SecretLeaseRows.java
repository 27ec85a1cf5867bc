package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.secrets.IssuedLease;
import dev.gatehouse.secrets.LeaseAccessor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the dynamic secrets of starts are issued under. All writes here hold the execution's lock, and no execution leaves
 * LEASED or RUNNING with a row that is not to be revoked, but for its own start: so nothing that was opened is forgotten,
 * whoever dies between two steps.
 */
final class SecretLeaseRows {
    private static final String ISSUING = """
            INSERT INTO secret_lease (tenant, execution_id, fence, store, server, accessor, expires_at)
            SELECT opened.tenant, opened.id, opened.fence, opened.store, opened.server, opened.accessor,
                   now() + opened.longest * interval '1 millisecond'
            FROM unnest(?::text[], ?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                AS opened (tenant, id, fence, store, server, accessor, longest)""";

    /** A lease is renewed when half of its time is over. */
    private static final String ISSUED = """
            UPDATE secret_lease
            SET state = 'issued', leases = ?::text[], renewed = ?::text[], ttl_ms = ?::bigint,
                due_at = CASE WHEN ?::bigint > 0 THEN now() + ?::bigint / 2 * interval '1 millisecond' END
            WHERE tenant = ? AND execution_id = ? AND fence = ? AND store = ? AND accessor = ? AND ended_at IS NULL
              AND state = 'issuing'""";

    /**
     * What a store may still be issuing waits for half a minute: a secret that is issued after its token was revoked would
     * live on. Nobody has been given it.
     */
    private static final String TO_REVOKE = """
            SET state = 'revoking', reason = NULL,
                due_at = now() + CASE WHEN state = 'issuing' THEN interval '30 s' ELSE interval '0' END
            """;

    /** Also of what was to be revoked by its accessor alone, before anybody said what was issued under it. */
    private static final String WITHDRAWN = """
            UPDATE secret_lease SET state = 'revoking', leases = ?::text[], reason = NULL, due_at = now()
            WHERE tenant = ? AND execution_id = ? AND fence = ? AND store = ? AND accessor = ? AND ended_at IS NULL
              AND state IN ('issuing', 'revoking')""";

    /** What an earlier try of the same start opened. */
    private static final String LEFT = "UPDATE secret_lease l " + TO_REVOKE + """
            FROM unnest(?::text[], ?::uuid[]) AS started (tenant, id)
            WHERE l.tenant = started.tenant AND l.execution_id = started.id AND l.ended_at IS NULL
              AND l.state = 'issuing'""";

    private static final String REVOKE = """
            WITH over AS (SELECT * FROM unnest(?::text[], ?::uuid[]) AS over (tenant, id)),
            marked AS (
                UPDATE secret_lease l %s
                FROM over
                WHERE l.tenant = over.tenant AND l.execution_id = over.id AND l.ended_at IS NULL
                  AND l.state IN ('issuing', 'issued'))
            SELECT l.tenant, l.execution_id, count(*) AS open
            FROM over JOIN secret_lease l ON l.tenant = over.tenant AND l.execution_id = over.id
            WHERE l.ended_at IS NULL
            GROUP BY l.tenant, l.execution_id""".formatted(TO_REVOKE);

    private SecretLeaseRows() {}

    private record Opened(StartCommand command, String store, LeaseAccessor accessor) {}

    /** Before anything is issued: from then on somebody revokes it, whatever happens. */
    static void issuing(Connection connection, List<StartCommand> commands) throws SQLException {
        List<Opened> opened = commands.stream()
                .flatMap(command -> command.issued().accessors().entrySet().stream()
                        .map(each -> new Opened(command, each.getKey(), each.getValue())))
                .toList();
        if (!opened.isEmpty()) {
            Sql.ofColumns(
                            connection,
                            ISSUING,
                            opened,
                            text(each -> each.command().tenant()),
                            uuid(each -> each.command().key().id().value()),
                            bigint(each -> each.command().fence()),
                            text(Opened::store),
                            text(each -> each.accessor().server()),
                            text(each -> each.accessor().text()),
                            bigint(each -> each.command().issued().longest().toMillis()))
                    .update();
        }
    }

    /** They run with what was issued; what other tries of them opened is revoked. */
    static void issued(Connection connection, List<StartCommand> commands) throws SQLException {
        List<StartCommand> withSecrets =
                commands.stream().filter(each -> each.envelope().isPresent()).toList();
        if (withSecrets.isEmpty()) {
            return;
        }
        for (StartCommand command : withSecrets) {
            for (var opened : command.issued().accessors().entrySet()) {
                issued(connection, command, opened.getKey(), opened.getValue());
            }
        }
        Sql.ofColumns(
                        connection,
                        LEFT,
                        withSecrets,
                        text(StartCommand::tenant),
                        uuid(command -> command.key().id().value()))
                .update();
    }

    private static void issued(Connection connection, StartCommand command, String store, LeaseAccessor accessor)
            throws SQLException {
        List<IssuedLease> leases = command.issued().leases(store);
        List<IssuedLease> renewed =
                leases.stream().filter(IssuedLease::renewable).toList();
        Optional<Long> ttl =
                renewed.stream().map(IssuedLease::ttl).min(Duration::compareTo).map(Duration::toMillis);
        Sql.of(
                        connection,
                        ISSUED,
                        text(IssuedLease::lease).of(connection, leases),
                        text(IssuedLease::lease).of(connection, renewed),
                        ttl,
                        ttl,
                        ttl,
                        command.tenant(),
                        command.key().id().value(),
                        command.fence(),
                        store,
                        accessor.text())
                .update();
    }

    /** It does not run, and what was issued for it is known: that is revoked, and not only what it was issued under. */
    static int withdraw(Connection connection, StartCommand command) throws SQLException {
        int withdrawn = 0;
        for (var opened : command.issued().accessors().entrySet()) {
            withdrawn += Sql.of(
                            connection,
                            WITHDRAWN,
                            text(IssuedLease::lease)
                                    .of(connection, command.issued().leases(opened.getKey())),
                            command.tenant(),
                            command.key().id().value(),
                            command.fence(),
                            opened.getKey(),
                            opened.getValue().text())
                    .update();
        }
        return withdrawn;
    }

    private record Open(ExecutionKey execution, int leases) {}

    /** Attempts are over: all that was opened for them is to be revoked. How much is still open of each execution, where any is. */
    static Map<ExecutionKey, Integer> revoke(Connection connection, List<LockedExecution> over) throws SQLException {
        if (over.isEmpty()) {
            return Map.of();
        }
        return Sql.ofColumns(
                        connection,
                        REVOKE,
                        over,
                        text(LockedExecution::tenant),
                        uuid(row -> row.id().value()))
                .list(row -> new Open(
                        new ExecutionKey(
                                row.getString("tenant"), new ExecutionId(row.getObject("execution_id", UUID.class))),
                        row.getInt("open")))
                .stream()
                .collect(Collectors.toMap(Open::execution, Open::leases));
    }
}
