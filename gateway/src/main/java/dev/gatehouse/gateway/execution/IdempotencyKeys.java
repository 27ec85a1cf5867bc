package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The keys under which subjects started executions. A key belongs to one tenant and subject and never changes. */
@Singleton
final class IdempotencyKeys {
    private static final String CLAIM = """
            INSERT INTO idempotency_key (tenant, subject_id, key, fingerprint, execution_id)
            VALUES (?, ?, ?, decode(?, 'hex'), ?)
            ON CONFLICT DO NOTHING""";

    private static final String FIND = """
            SELECT encode(k.fingerprint, 'hex') AS fingerprint, e.id, e.job_namespace, e.job_name, e.job_revision
            FROM idempotency_key k JOIN execution e ON e.tenant = k.tenant AND e.id = k.execution_id
            WHERE k.tenant = ? AND k.subject_id = ? AND k.key = ?""";

    private final Transactions transactions;

    IdempotencyKeys(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What the key came to before; nothing when it is new. */
    Optional<AcceptOutcome> earlier(Subject subject, IdempotencyKey key) {
        return transactions.run(connection -> find(connection, subject, key));
    }

    /**
     * Takes the key for the execution, or says what it came to before. Waits for another transaction that is taking the
     * same key.
     */
    Optional<AcceptOutcome> claim(Connection connection, Subject subject, IdempotencyKey key, ExecutionId id)
            throws SQLException {
        int taken = Sql.of(connection, CLAIM, subject.tenant(), subject.id(), key.key(), key.fingerprint(), id.value())
                .update();
        return taken == 1 ? Optional.empty() : find(connection, subject, key);
    }

    private static Optional<AcceptOutcome> find(Connection connection, Subject subject, IdempotencyKey key)
            throws SQLException {
        return Sql.of(connection, FIND, subject.tenant(), subject.id(), key.key())
                .first(row -> row.getString("fingerprint").equals(key.fingerprint())
                        ? new AcceptOutcome.Replayed(FirstAnswer.queued(
                                new ExecutionId(row.getObject("id", UUID.class)),
                                new JobName(new Namespace(row.getString("job_namespace")), row.getString("job_name")),
                                row.getLong("job_revision")))
                        : new AcceptOutcome.KeyTaken());
    }
}
