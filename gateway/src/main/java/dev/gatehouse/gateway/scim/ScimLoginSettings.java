package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.DirectoryEvent.ScimSecretChanged;
import dev.gatehouse.audit.DirectoryEvent.ScimTrustChanged;
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
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes and ends what SCIM clients prove who they are with at the issuer's door. */
@Singleton
final class ScimLoginSettings {
    private static final int MOST_SECRETS = 2;

    private final Transactions transactions;
    private final ClientGrants grants;
    private final AuditTrail trail;
    private final QuestionLog questions;
    private final SecureRandom random;
    private final Supplier<UUID> ids;

    ScimLoginSettings(
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

    /** A secret that exists once its transaction has committed. */
    record Made(UUID client, UUID id, ClientSecret secret, Instant expiresAt) {}

    Made addSecret(ScimClientQuestion question, ScimClientPermit permit, String name, Duration life) {
        Checked holds = grants.require(permit, name);
        return transactions.run(connection -> {
            holds.hold(connection, false);
            questions.record(connection, permit.subject().tenant(), holds.questions());
            HeldSubjects.hold(connection, permit);
            UUID client = locked(connection, permit, name);
            requireRoom(connection, permit.subject().tenant(), client);
            UUID id = ids.get();
            ClientSecret secret = ClientSecret.next(random);
            Instant expires = insert(connection, permit, client, id, secret, life);
            record(
                    connection,
                    question,
                    permit,
                    new ScimSecretChanged(
                            Asked.actor(permit.subject()), Asked.decision(permit), id, client, "created"));
            return new Made(client, id, secret, expires);
        });
    }

    void revokeSecret(ScimClientQuestion question, ScimClientPermit permit, String name, UUID secret) {
        transactions.run(connection -> {
            UUID client = locked(connection, permit, name);
            try (var update = connection.prepareStatement("""
                    UPDATE scim_secret SET revoked_at = COALESCE(revoked_at, now())
                     WHERE tenant = ? AND client_id = ? AND id = ?""")) {
                update.setString(1, permit.subject().tenant());
                update.setObject(2, client);
                update.setObject(3, secret);
                if (update.executeUpdate() == 0) {
                    throw new ProblemException(Problem.notFound());
                }
            }
            record(
                    connection,
                    question,
                    permit,
                    new ScimSecretChanged(
                            Asked.actor(permit.subject()), Asked.decision(permit), secret, client, "revoked"));
            return secret;
        });
    }

    /** The client's id. */
    UUID trust(ScimClientQuestion question, ScimClientPermit permit, String name, Optional<ObjectNode> rule) {
        // Who is trusted less gives nothing.
        Optional<Checked> holds = rule.map(_ -> grants.require(permit, name));
        return transactions.run(connection -> {
            if (holds.isPresent()) {
                holds.get().hold(connection, false);
                questions.record(
                        connection, permit.subject().tenant(), holds.get().questions());
            }
            HeldSubjects.hold(connection, permit);
            UUID client = locked(connection, permit, name);
            try (var update = connection.prepareStatement("""
                    UPDATE scim_client SET trust = ?::jsonb, trust_revision = trust_revision + 1
                     WHERE tenant = ? AND id = ?""")) {
                update.setString(1, rule.map(ObjectNode::toString).orElse(null));
                update.setString(2, permit.subject().tenant());
                update.setObject(3, client);
                update.executeUpdate();
            }
            record(
                    connection,
                    question,
                    permit,
                    new ScimTrustChanged(
                            Asked.actor(permit.subject()),
                            Asked.decision(permit),
                            client,
                            rule.map(each -> each.path("issuer").asText()).orElse(""),
                            rule.map(each -> each.path("subject").asText()).orElse("")));
            return client;
        });
    }

    private void record(Connection connection, ScimClientQuestion question, ScimClientPermit permit, AuditEvent event)
            throws SQLException {
        questions.record(connection, permit.subject().tenant(), List.of(Asked.allowed(question, permit)));
        trail.append(connection, permit.subject().tenant(), List.of(event));
    }

    private static UUID locked(Connection connection, ScimClientPermit permit, String name) throws SQLException {
        Optional<UUID> client = ScimClientRows.lock(connection, permit.subject().tenant(), name);
        return client.orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private static void requireRoom(Connection connection, String tenant, UUID client) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT count(*) FROM scim_secret
                 WHERE tenant = ? AND client_id = ? AND revoked_at IS NULL AND expires_at > now()""")) {
            query.setString(1, tenant);
            query.setObject(2, client);
            try (var row = query.executeQuery()) {
                row.next();
                if (row.getInt(1) >= MOST_SECRETS) {
                    throw new ProblemException(Problem.of(
                            409,
                            "scim_secrets_exhausted",
                            "Two secrets of this client work already: revoke one of them."));
                }
            }
        }
    }

    private static Instant insert(
            Connection connection, ScimClientPermit permit, UUID client, UUID id, ClientSecret secret, Duration life)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO scim_secret (tenant, id, client_id, hash, hint, expires_at, created_by)
                VALUES (?, ?, ?, ?, ?, date_trunc('milliseconds', now()) + ? * interval '1 ms', ?)
                RETURNING expires_at""")) {
            insert.setString(1, permit.subject().tenant());
            insert.setObject(2, id);
            insert.setObject(3, client);
            insert.setBytes(4, secret.hash());
            insert.setString(5, secret.hint());
            insert.setLong(6, life.toMillis());
            insert.setObject(7, permit.subject().id());
            try (var row = insert.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }
}
