package dev.gatehouse.gateway.secret;

import dev.gatehouse.audit.AdministrationEvent.SecretWritten;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.ManagePermit;
import dev.gatehouse.policy.SecretManageQuestion;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.SealedValue;
import dev.gatehouse.worker.SecretValue;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Writes the next version of a declared secret: row, question and event in one transaction. */
@Singleton
final class SecretWriting {
    private static final String DECLARED = """
            SELECT id, coalesce(spec ->> 'store', 'embedded') AS store FROM resource
             WHERE tenant = ? AND kind = 'secret' AND namespace = ? AND name = ? FOR UPDATE
            """;

    private final Transactions transactions;
    private final EmbeddedStore store;
    private final AuditTrail trail;
    private final QuestionLog questions;

    SecretWriting(Transactions transactions, EmbeddedStore store, AuditTrail trail, QuestionLog questions) {
        this.transactions = transactions;
        this.store = store;
        this.trail = trail;
        this.questions = questions;
    }

    /** Takes the object from the permit; the question is what the log keeps of it. */
    void write(SecretManageQuestion question, ManagePermit permit, SecretValue value) {
        String tenant = permit.subject().tenant();
        String namespace = permit.namespace().path();
        transactions.run(connection -> {
            // The lock on the resource's row gives concurrent writers their order.
            UUID secret = declared(connection, permit);
            long version = SecretRows.latest(connection, tenant, namespace, permit.name())
                            .map(SealedValue::version)
                            .orElse(0L)
                    + 1;
            SealedValue sealed = store.seal(permit, version, value);
            SecretRows.insert(
                    connection,
                    tenant,
                    namespace,
                    permit.name(),
                    sealed,
                    permit.subject().id());
            questions.record(connection, tenant, List.of(Asked.allowed(question, permit)));
            var written = new SecretWritten(
                    Asked.actor(permit.subject()),
                    Asked.decision(permit),
                    secret,
                    namespace + "/" + permit.name(),
                    version);
            return trail.append(connection, tenant, List.of(written));
        });
    }

    private static UUID declared(Connection connection, ManagePermit permit) throws SQLException {
        try (var query = connection.prepareStatement(DECLARED)) {
            query.setString(1, permit.subject().tenant());
            query.setString(2, permit.namespace().path());
            query.setString(3, permit.name());
            try (var row = query.executeQuery()) {
                if (!row.next()) {
                    throw new ProblemException(Problem.notFound());
                }
                if (!row.getString("store").equals(EmbeddedStore.NAME)) {
                    throw new ProblemException(
                            Problem.of(409, "store_not_embedded", "This secret's value lives in another store."));
                }
                return row.getObject("id", UUID.class);
            }
        }
    }
}
