package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.AdministrationEvent.SecretLeaseAbandoned;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.LeaseAbandonPermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Ends leases that no store revokes, by the word of a person. Thread-safe. */
@Singleton
final class GivenUpLeases {
    private static final String OF =
            "SELECT execution_id FROM secret_lease WHERE tenant = ? AND id = ? AND store = ? AND ended_at IS NULL";

    private static final String GIVE_UP = """
            UPDATE secret_lease SET state = 'given_up', due_at = NULL, ended_at = now()
             WHERE tenant = ? AND id = ? AND state = 'revoking' AND reason IS NOT NULL AND tries > 0 RETURNING reason""";

    private final Transactions transactions;
    private final OpenLeaseRows rows;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final ExecutionNews news;

    GivenUpLeases(
            Transactions transactions,
            OpenLeaseRows rows,
            QuestionLog questions,
            AuditTrail trail,
            ExecutionNews news) {
        this.transactions = transactions;
        this.rows = rows;
        this.questions = questions;
        this.trail = trail;
        this.news = news;
    }

    /**
     * Gives one up.
     *
     * @throws ProblemException 404 where there is no such lease, 409 where nothing has failed
     */
    void giveUp(LeaseAbandonPermit permit, String reason) {
        news.changed(transactions.run(connection -> giveUp(connection, permit, reason)));
    }

    private ExecutionKey giveUp(Connection connection, LeaseAbandonPermit permit, String reason) throws SQLException {
        String tenant = permit.subject().tenant();
        UUID lease = permit.lease();
        var execution = Sql.of(connection, OF, tenant, lease, permit.store())
                .first(row -> new ExecutionId(row.getObject("execution_id", UUID.class)))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
        var key = new ExecutionKey(tenant, execution);
        var row = ExecutionRows.lockToStart(connection, List.of(key)).get(key);
        String failure = Sql.of(connection, GIVE_UP, tenant, lease)
                .first(found -> found.getString("reason"))
                .orElseThrow(
                        () -> new ProblemException(
                                Problem.of(
                                        409,
                                        "lease_not_stuck",
                                        "No revocation of it has failed. Stop what it was issued for, and wait until the store was asked.")));
        questions.record(connection, tenant, List.of(Asked.allowed(permit.question(), permit)));
        trail.append(
                connection,
                tenant,
                List.of(new SecretLeaseAbandoned(
                        Asked.actor(permit.subject()),
                        Asked.decision(permit),
                        lease,
                        execution,
                        permit.store(),
                        failure,
                        reason)));
        rows.settle(connection, key, row);
        return key;
    }
}
