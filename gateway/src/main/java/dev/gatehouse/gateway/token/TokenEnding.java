package dev.gatehouse.gateway.token;

import dev.gatehouse.audit.AdministrationEvent.TokenRevoked;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.token.TokenAccess.Granted;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Ends a token before its time. That raises its subject's epoch, so every gateway looks its tokens up again within a second:
 * this one is refused then, the others go on, and so do browsers; streams are closed, whose callers come back with a token.
 * What was started with it ends too.
 */
@Singleton
final class TokenEnding {
    private final Transactions transactions;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final SubjectFacts facts;
    private final AccessEnds ends;

    TokenEnding(
            Transactions transactions, QuestionLog questions, AuditTrail trail, SubjectFacts facts, AccessEnds ends) {
        this.transactions = transactions;
        this.questions = questions;
        this.trail = trail;
        this.facts = facts;
        this.ends = ends;
    }

    /** One that has ended already stays as it is. */
    void revoke(Granted granted) {
        boolean ended = transactions.run(connection -> revoke(connection, granted));
        facts.reread(granted.permit().subject().tenant(), granted.token().subject());
        if (ended) {
            ends.hasten();
        }
    }

    private boolean revoke(Connection connection, Granted granted) throws SQLException {
        String tenant = granted.permit().subject().tenant();
        TokenRow token = granted.token();
        boolean alive = TokenRow.lock(connection, tenant, token.subject(), token.id())
                .filter(TokenRow::alive)
                .isPresent();
        if (alive) {
            try (var update = connection.prepareStatement(
                    "UPDATE api_token SET revoked_at = now() WHERE tenant = ? AND id = ?")) {
                update.setString(1, tenant);
                update.setObject(2, token.id());
                update.executeUpdate();
            }
            questions.record(connection, tenant, granted.asked());
            trail.append(
                    connection,
                    tenant,
                    List.of(new TokenRevoked(
                            Asked.actor(granted.permit().subject()),
                            Optional.of(Asked.decision(granted.permit())),
                            token.id(),
                            token.subject())));
            ends.begin(
                    connection,
                    token.subject(),
                    new EndOrder(
                            tenant,
                            EndReason.TOKEN_REVOKED,
                            new Extent.StartedWith(token.id()),
                            Asked.actor(granted.permit().subject()),
                            Optional.of(Asked.decision(granted.permit()))));
        }
        return alive;
    }
}
