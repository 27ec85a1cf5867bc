package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.gateway.database.Column;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the dynamic secrets of starts are issued under. All writes here hold the execution's lock, and no execution leaves
 * LEASED or RUNNING with a row that is not to be revoked, but for its own start: so nothing that was opened is forgotten,
 * whoever dies between two steps.
 */
final class SecretLeaseRows {
    private static final String ISSUING = """
            INSERT INTO secret_lease (tenant, execution_id, fence, store, server, accessor, expires_at)
            SELECT ?::text, ?::uuid, ?::bigint, opened.store, opened.server, opened.accessor,
                   now() + ?::bigint * interval '1 millisecond'
            FROM unnest(?::text[], ?::text[], ?::text[]) AS opened (store, server, accessor)""";

    /** A lease is renewed when half of its time is over. */
    private static final String ISSUED = """
            UPDATE secret_lease
            SET state = 'issued', leases = ?::text[], renewed = ?::text[], ttl_ms = ?::bigint,
                due_at = CASE WHEN ?::bigint > 0 THEN now() + ?::bigint / 2 * interval '1 millisecond' END
            WHERE tenant = ? AND execution_id = ? AND fence = ? AND store = ? AND accessor = ? AND state = 'issuing'""";

    /**
     * What a store may still be issuing waits for half a minute: a secret that is issued after its token was revoked would
     * live on. Nobody has been given it.
     */
    private static final String TO_REVOKE = """
            SET state = 'revoking', reason = NULL,
                due_at = now() + CASE WHEN state = 'issuing' THEN interval '30 s' ELSE interval '0' END
            """;

    /** What an earlier try of the same start opened. */
    private static final String LEFT = "UPDATE secret_lease " + TO_REVOKE + """
            WHERE tenant = ? AND execution_id = ? AND state = 'issuing'""";

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

    /** Before anything is issued: from then on somebody revokes it, whatever happens. */
    static void issuing(Connection connection, StartCommand command) throws SQLException {
        List<Map.Entry<String, LeaseAccessor>> opened =
                List.copyOf(command.issued().accessors().entrySet());
        if (!opened.isEmpty()) {
            Sql.of(
                            connection,
                            ISSUING,
                            command.tenant(),
                            command.key().id().value(),
                            command.fence(),
                            command.issued().longest().toMillis(),
                            text(Map.Entry<String, LeaseAccessor>::getKey).of(connection, opened),
                            accessor(LeaseAccessor::server).of(connection, opened),
                            accessor(LeaseAccessor::text).of(connection, opened))
                    .update();
        }
    }

    private static Column<Map.Entry<String, LeaseAccessor>> accessor(Function<LeaseAccessor, String> part) {
        return text(opened -> part.apply(opened.getValue()));
    }

    /** It runs with what was issued; what another try of it opened is revoked. */
    static void issued(Connection connection, StartCommand command) throws SQLException {
        if (command.envelope().isEmpty()) {
            return;
        }
        for (var opened : command.issued().accessors().entrySet()) {
            List<IssuedLease> leases = command.issued().leases().stream()
                    .filter(lease -> lease.store().equals(opened.getKey()))
                    .toList();
            List<IssuedLease> renewed =
                    leases.stream().filter(IssuedLease::renewable).toList();
            Optional<Long> ttl = renewed.stream()
                    .map(IssuedLease::ttl)
                    .min(Duration::compareTo)
                    .map(Duration::toMillis);
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
                            opened.getKey(),
                            opened.getValue().text())
                    .update();
        }
        Sql.of(connection, LEFT, command.tenant(), command.key().id().value()).update();
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
