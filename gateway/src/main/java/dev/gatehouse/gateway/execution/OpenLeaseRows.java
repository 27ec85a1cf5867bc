package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.ExecutionSettled;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.secrets.LeaseAccessor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be renewed or revoked. Any number of gateways may take some: the next time of each is set before its store is
 * called, so that another one goes on where a gateway dies while it calls.
 */
@Singleton
final class OpenLeaseRows {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private static final String STORES =
            "SELECT DISTINCT tenant, store FROM secret_lease WHERE state = ? AND due_at IS NOT NULL AND due_at <= now()";

    private static final String DUE = """
            WITH due AS (
                SELECT tenant, id FROM secret_lease
                WHERE state = ? AND tenant = ? AND store = ? AND due_at IS NOT NULL AND due_at <= now()
                ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)
            UPDATE secret_lease l
            """;

    private static final String TAKEN = """
            FROM due WHERE l.tenant = due.tenant AND l.id = due.id
            RETURNING l.tenant, l.store, l.id, l.execution_id, l.server, l.accessor, l.leases, l.renewed,
                      coalesce(l.ttl_ms, 0) AS ttl_ms""";

    /** However often it failed, it is tried again. */
    private static final String TAKE_REVOKING = DUE + """
            SET tries = l.tries + 1,
                due_at = now() + least(?::float8, ?::float8 * 2 ^ least(l.tries, 20)) * interval '1 millisecond'
            """ + TAKEN;

    private static final String TAKE_ISSUED = DUE + """
            SET due_at = now() + least(?::bigint, greatest(1000, l.ttl_ms / 10)) * interval '1 millisecond'
            """ + TAKEN;

    private static final String REVOKED = """
            UPDATE secret_lease SET state = 'revoked', reason = NULL, due_at = NULL, ended_at = now()
            WHERE tenant = ? AND id = ? AND state = 'revoking'""";

    private static final String OPEN =
            "SELECT 1 FROM secret_lease WHERE tenant = ? AND execution_id = ? AND ended_at IS NULL";

    private static final String GIVEN_UP = """
            SELECT count(*) AS many FROM secret_lease WHERE tenant = ? AND execution_id = ? AND state = 'given_up'""";

    private static final String FAILED = "UPDATE secret_lease SET reason = ? WHERE tenant = ? AND id = ? AND state = ?";

    private static final String RENEWED = """
            UPDATE secret_lease SET due_at = now() + greatest(1000, ?::bigint / 2) * interval '1 millisecond', reason = NULL
            WHERE tenant = ? AND id = ? AND state = 'issued'""";

    private static final String GONE = """
            UPDATE secret_lease SET due_at = NULL, reason = 'lease_gone' WHERE tenant = ? AND id = ? AND state = 'issued'""";

    private final Transactions transactions;
    private final AuditTrail trail;
    private final ExecutionNews news;

    OpenLeaseRows(Transactions transactions, AuditTrail trail, ExecutionNews news) {
        this.transactions = transactions;
        this.trail = trail;
        this.news = news;
    }

    /** What is done with it next. */
    enum State {
        ISSUED("issued"),
        REVOKING("revoking");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    /** The stores of which some are due. */
    List<OpenLease.Store> stores(State state) {
        return transactions.read(connection -> Sql.of(connection, STORES, state.text)
                .list(row -> new OpenLease.Store(row.getString("tenant"), row.getString("store"))));
    }

    List<OpenLease> takeToRevoke(OpenLease.Store store, int most) {
        return transactions.run(connection -> take(
                connection,
                TAKE_REVOKING,
                State.REVOKING,
                store,
                most,
                LONGEST_DELAY.toMillis(),
                FIRST_DELAY.toMillis()));
    }

    List<OpenLease> takeToRenew(OpenLease.Store store, int most) {
        return transactions.run(
                connection -> take(connection, TAKE_ISSUED, State.ISSUED, store, most, LONGEST_DELAY.toMillis()));
    }

    private static List<OpenLease> take(
            Connection connection, String take, State state, OpenLease.Store store, int most, Object... delays)
            throws SQLException {
        Object[] values = new Object[4 + delays.length];
        values[0] = state.text;
        values[1] = store.tenant();
        values[2] = store.name();
        values[3] = most;
        System.arraycopy(delays, 0, values, 4, delays.length);
        return Sql.of(connection, take, values).list(OpenLeaseRows::read);
    }

    private static OpenLease read(ResultSet row) throws SQLException {
        return new OpenLease(
                new OpenLease.Store(row.getString("tenant"), row.getString("store")),
                row.getObject("id", UUID.class),
                new ExecutionId(row.getObject("execution_id", UUID.class)),
                new LeaseAccessor(row.getString("server"), row.getString("accessor")),
                List.of((String[]) row.getArray("leases").getArray()),
                List.of((String[]) row.getArray("renewed").getArray()),
                Duration.ofMillis(row.getLong("ttl_ms")));
    }

    /** It is over; with the last one of an execution that ended, the execution is settled. */
    void revoked(OpenLease lease) {
        transactions.run(connection -> {
            String tenant = lease.store().tenant();
            var row = ExecutionRows.lockToStart(connection, List.of(key(lease))).get(key(lease));
            if (Sql.of(connection, REVOKED, tenant, lease.id()).update() == 1) {
                settle(connection, key(lease), row);
            }
            return lease;
        });
        news.changed(key(lease));
    }

    /**
     * One of them is over: with the last one of an execution that ended, the execution is settled.
     *
     * @param row of the execution, which the caller holds; absent where it is gone
     */
    void settle(Connection connection, ExecutionKey execution, @Nullable LockedExecution row) throws SQLException {
        String tenant = execution.tenant();
        Object id = execution.id().value();
        if (row != null
                && row.state().terminal()
                && !Sql.of(connection, OPEN, tenant, id).exists()) {
            long givenUp = Sql.of(connection, GIVEN_UP, tenant, id)
                    .first(found -> found.getLong("many"))
                    .orElseThrow();
            trail.append(connection, tenant, List.of(new ExecutionSettled(execution.id(), givenUp)));
        }
    }

    private static ExecutionKey key(OpenLease lease) {
        return new ExecutionKey(lease.store().tenant(), lease.execution());
    }

    /** @param reason one snake_case word */
    void failed(OpenLease lease, State state, String reason) {
        transactions.run(
                connection -> Sql.of(connection, FAILED, reason, lease.store().tenant(), lease.id(), state.text)
                        .update());
    }

    void renewed(OpenLease lease, Duration ttl) {
        transactions.run(connection -> Sql.of(
                        connection, RENEWED, ttl.toMillis(), lease.store().tenant(), lease.id())
                .update());
    }

    /** Its store renews it no more; what is left of it is revoked with the run's end. */
    void gone(OpenLease lease) {
        transactions.run(connection ->
                Sql.of(connection, GONE, lease.store().tenant(), lease.id()).update());
    }
}
