package dev.gatehouse.gateway.scim;

import dev.gatehouse.audit.DirectoryEvent.ScimClientCreated;
import dev.gatehouse.audit.DirectoryEvent.ScimTokenChanged;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.GrantChecks.Checked;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.HeldSubjects;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.ScimClientPermit;
import dev.gatehouse.policy.ScimClientQuestion;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes SCIM clients and their tokens. A client has at most two tokens that work, so that one can follow the other
 * without a gap.
 */
@Singleton
final class ScimClients {
    private static final int MOST_TOKENS = 2;

    private final Transactions transactions;
    private final ClientGrants grants;
    private final AuditTrail trail;
    private final QuestionLog questions;
    private final SecureRandom random;
    private final Supplier<UUID> ids;

    ScimClients(
            Transactions transactions,
            ClientGrants grants,
            AuditTrail trail,
            QuestionLog questions,
            SecureRandom random,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.grants = grants;
        this.trail = trail;
        this.questions = questions;
        this.random = random;
        this.ids = ids;
    }

    /** A token that exists once its transaction has committed. */
    record Made(UUID client, UUID id, ScimToken token, Instant expiresAt) {}

    Made create(ScimClientQuestion question, ScimClientPermit permit, String name, Duration life) {
        return transactions.run(connection -> {
            HeldSubjects.hold(connection, permit);
            UUID client = ids.get();
            if (!ScimClientRows.insert(connection, permit.subject(), client, name)) {
                throw new ProblemException(
                        Problem.of(409, "scim_client_exists", "There is a SCIM client of this name already."));
            }
            trail.append(
                    connection,
                    permit.subject().tenant(),
                    List.of(new ScimClientCreated(
                            Asked.actor(permit.subject()), Asked.decision(permit), client, name)));
            return token(connection, question, permit, client, life);
        });
    }

    Made addToken(ScimClientQuestion question, ScimClientPermit permit, String name, Duration life) {
        Checked holds = grants.require(permit, name);
        return transactions.run(connection -> {
            holds.hold(connection, false);
            questions.record(connection, permit.subject().tenant(), holds.questions());
            HeldSubjects.hold(connection, permit);
            UUID client = locked(connection, permit, name);
            if (ScimClientRows.working(connection, permit.subject().tenant(), client) >= MOST_TOKENS) {
                throw new ProblemException(Problem.of(
                        409, "scim_tokens_exhausted", "Two tokens of this client work already: revoke one of them."));
            }
            return token(connection, question, permit, client, life);
        });
    }

    private Made token(
            Connection connection, ScimClientQuestion question, ScimClientPermit permit, UUID client, Duration life)
            throws SQLException {
        var token = ScimToken.next(random);
        UUID id = ids.get();
        Instant expires = ScimClientRows.insertToken(connection, permit.subject(), client, id, token, life);
        record(connection, question, permit, new Ended(id, client), "created");
        return new Made(client, id, token, expires);
    }

    void revoke(ScimClientQuestion question, ScimClientPermit permit, String name, UUID token) {
        transactions.run(connection -> {
            UUID client = locked(connection, permit, name);
            if (!ScimClientRows.revoke(connection, permit.subject().tenant(), client, token)) {
                throw new ProblemException(Problem.notFound());
            }
            record(connection, question, permit, new Ended(token, client), "revoked");
            return token;
        });
    }

    private record Ended(UUID token, UUID client) {}

    private void record(
            Connection connection, ScimClientQuestion question, ScimClientPermit permit, Ended which, String change)
            throws SQLException {
        String tenant = permit.subject().tenant();
        questions.record(connection, tenant, List.of(Asked.allowed(question, permit)));
        trail.append(
                connection,
                tenant,
                List.of(new ScimTokenChanged(
                        Asked.actor(permit.subject()), Asked.decision(permit), which.token(), which.client(), change)));
    }

    private static UUID locked(Connection connection, ScimClientPermit permit, String name) throws SQLException {
        Optional<UUID> client = ScimClientRows.lock(connection, permit.subject().tenant(), name);
        return client.orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    List<ScimClientRows.Shown> list(ScimClientPermit permit) {
        return transactions.read(
                connection -> ScimClientRows.list(connection, permit.subject().tenant()));
    }
}
