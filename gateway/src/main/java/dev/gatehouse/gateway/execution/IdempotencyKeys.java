package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The keys under which subjects started executions. A key belongs to one tenant and subject and never changes. */
@Singleton
final class IdempotencyKeys {
    /** In one order for everybody, so that two batches never wait for each other in a circle. */
    private static final String CLAIM = """
            INSERT INTO idempotency_key (tenant, subject_id, key, fingerprint, execution_id)
            SELECT tenant, subject_id, key, decode(fingerprint, 'hex'), execution_id
            FROM unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::uuid[])
                AS wanted (tenant, subject_id, key, fingerprint, execution_id)
            ORDER BY tenant, subject_id, key
            ON CONFLICT DO NOTHING
            RETURNING execution_id""";

    private static final String FORGET = """
            DELETE FROM idempotency_key k USING unnest(?::text[], ?::uuid[], ?::text[], ?::uuid[])
                AS refused (tenant, subject_id, key, execution_id)
            WHERE k.tenant = refused.tenant AND k.subject_id = refused.subject_id AND k.key = refused.key
              AND k.execution_id = refused.execution_id""";

    /** The lock makes this commit wait for a synchronous replica: the one that wrote the rows may not have. */
    private static final String FIND = """
            SELECT encode(k.fingerprint, 'hex') AS fingerprint, e.id, e.job_namespace, e.job_name, e.job_revision,
                   EXISTS (SELECT 1 FROM question q WHERE q.tenant = e.tenant AND q.id = e.decision_id
                              AND q.outcome = 'approval_required') AS proposed
            FROM idempotency_key k JOIN execution e ON e.tenant = k.tenant AND e.id = k.execution_id
            WHERE k.tenant = ? AND k.subject_id = ? AND k.key = ?
            FOR KEY SHARE OF e""";

    private final Transactions transactions;

    IdempotencyKeys(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What the key came to before; nothing when it is new. */
    Optional<AcceptOutcome> earlier(Subject subject, IdempotencyKey key) {
        return transactions.run(connection -> find(connection, subject, key));
    }

    /**
     * Takes the keys of the commands that have one, and answers the executions that got theirs. Of two commands with the
     * same key one gets it. Waits for another transaction that is taking one of the keys.
     */
    Set<ExecutionId> claim(Connection connection, List<AcceptCommand> commands) throws SQLException {
        List<AcceptCommand> named =
                commands.stream().filter(each -> each.key().isPresent()).toList();
        if (named.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(Sql.ofColumns(
                        connection,
                        CLAIM,
                        named,
                        text(AcceptCommand::tenant),
                        uuid(each -> each.subject().id()),
                        text(each -> each.key().orElseThrow().key()),
                        text(each -> each.key().orElseThrow().fingerprint()),
                        uuid(each -> each.id().value()))
                .list(row -> new ExecutionId(row.getObject("execution_id", UUID.class))));
    }

    /** Gives up keys that were just taken: whoever repeats a request that was refused asks anew. */
    void forget(Connection connection, List<AcceptCommand> commands, Set<ExecutionId> refused) throws SQLException {
        List<AcceptCommand> named = commands.stream()
                .filter(each -> each.key().isPresent() && refused.contains(each.id()))
                .toList();
        if (!named.isEmpty()) {
            Sql.ofColumns(
                            connection,
                            FORGET,
                            named,
                            text(AcceptCommand::tenant),
                            uuid(each -> each.subject().id()),
                            text(each -> each.key().orElseThrow().key()),
                            uuid(each -> each.id().value()))
                    .update();
        }
    }

    /** What the key of a command came to that did not get it. */
    AcceptOutcome earlier(Connection connection, AcceptCommand command) throws SQLException {
        return find(connection, command.subject(), command.key().orElseThrow()).orElseThrow();
    }

    private static Optional<AcceptOutcome> find(Connection connection, Subject subject, IdempotencyKey key)
            throws SQLException {
        return Sql.of(connection, FIND, subject.tenant(), subject.id(), key.key())
                .first(row -> row.getString("fingerprint").equals(key.fingerprint())
                        ? new AcceptOutcome.Replayed(new FirstAnswer(
                                row.getString("id"),
                                row.getString("job_namespace") + "/" + row.getString("job_name"),
                                row.getLong("job_revision"),
                                row.getBoolean("proposed") ? ExecutionState.AWAITING_APPROVAL : ExecutionState.QUEUED))
                        : new AcceptOutcome.KeyTaken());
    }
}
