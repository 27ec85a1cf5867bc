package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.token.TokenAccess.Granted;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Gives a token a successor of the same access; the old one lives on for a while, so that nobody who uses it stands still. */
@Singleton
final class TokenRotation {
    private final Transactions transactions;
    private final TokenWriter writer;
    private final QuestionLog questions;
    private final SubjectFacts facts;

    TokenRotation(Transactions transactions, TokenWriter writer, QuestionLog questions, SubjectFacts facts) {
        this.transactions = transactions;
        this.writer = writer;
        this.questions = questions;
        this.facts = facts;
    }

    private record Rotated(TokenWriter.Made successor, Instant endsAt) {}

    /** The answer's members, with the new token in them. */
    Map<String, Object> rotate(Granted granted, RotationOrder order) {
        Rotated rotated = transactions.run(connection -> rotate(connection, granted, order));
        facts.reread(granted.permit().subject().tenant(), granted.token().subject());
        TokenWriter.Made made = rotated.successor();
        return Map.of(
                "id", made.id(),
                "subject", made.subject(),
                "token", made.token().expose(Function.identity()),
                "expiresAt", made.expiresAt().toString(),
                "rotates", granted.token().id(),
                "oldEndsAt", rotated.endsAt().toString());
    }

    private Rotated rotate(Connection connection, Granted granted, RotationOrder order) throws SQLException {
        String tenant = granted.permit().subject().tenant();
        if (granted.holds().isPresent()) {
            granted.holds().get().hold(connection, false);
        }
        StandingAccess.hold(connection, granted.permit());
        TokenRow token = TokenRow.lock(
                        connection,
                        tenant,
                        granted.token().subject(),
                        granted.token().id())
                .filter(TokenRow::alive)
                .orElseThrow(() ->
                        new ProblemException(Problem.of(409, "token_ended", "This token has ended. Make a new one.")));
        StandingAccess.requireActive(connection, tenant, token.subject());
        UUID successor = writer.nextId();
        Instant endsAt = shorten(connection, tenant, token.id(), successor, order.overlap());
        TokenWriter.Made made =
                writer.writeSuccessor(connection, granted.permit(), token, successor, order.life(), endsAt);
        questions.record(connection, tenant, granted.asked());
        return new Rotated(made, endsAt);
    }

    /** It never lives longer for having a successor. */
    private static Instant shorten(Connection connection, String tenant, UUID token, UUID successor, Duration overlap)
            throws SQLException {
        try (var update = connection.prepareStatement("""
                UPDATE api_token
                   SET successor_id = ?,
                       expires_at = least(expires_at, date_trunc('milliseconds', now()) + ? * interval '1 ms')
                 WHERE tenant = ? AND id = ?
                RETURNING expires_at""")) {
            update.setObject(1, successor);
            update.setLong(2, overlap.toMillis());
            update.setString(3, tenant);
            update.setObject(4, token);
            try (var row = update.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }
}
