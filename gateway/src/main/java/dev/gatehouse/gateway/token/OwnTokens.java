package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.resource.Resources;
import dev.gatehouse.policy.OwnTokenPermit;
import dev.gatehouse.policy.OwnTokenQuestion;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes tokens for whoever asks: of the caller's own access, or less of it. */
@Singleton
final class OwnTokens {
    private final Permits permits;
    private final Transactions transactions;
    private final Resources resources;
    private final TokenWriter writer;
    private final QuestionLog questions;

    OwnTokens(
            Permits permits,
            Transactions transactions,
            Resources resources,
            TokenWriter writer,
            QuestionLog questions) {
        this.permits = permits;
        this.transactions = transactions;
        this.resources = resources;
        this.writer = writer;
        this.questions = questions;
    }

    /** The answer's members, with the token in them. */
    Map<String, Object> make(Subject caller, OwnTokenOrder order) {
        var question = new OwnTokenQuestion(caller, order.namespace());
        OwnTokenPermit permit = permits.obtain(question);
        TokenWriter.Made made = transactions.run(connection -> {
            questions.record(connection, caller.tenant(), List.of(Asked.allowed(question, permit)));
            return make(connection, permit, order);
        });
        return Map.of(
                "id", made.id(),
                "subject", made.subject(),
                "token", made.token().expose(Function.identity()),
                "expiresAt", made.expiresAt().toString());
    }

    private TokenWriter.Made make(Connection connection, OwnTokenPermit permit, OwnTokenOrder order)
            throws SQLException {
        if (!order.namespace().isRoot()
                && !resources.hasNamespace(connection, permit.subject().tenant(), order.namespace())) {
            throw order.unknownNamespace();
        }
        StandingAccess.hold(connection, permit);
        StandingAccess.requireRoom(
                connection, permit.subject().tenant(), permit.subject().id());
        return writer.writeOwn(connection, permit, order);
    }
}
