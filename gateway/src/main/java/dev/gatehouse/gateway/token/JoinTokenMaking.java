package dev.gatehouse.gateway.token;

import dev.gatehouse.audit.AdministrationEvent.JoinTokenCreated;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.JoinPermit;
import dev.gatehouse.policy.JoinTokenQuestion;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.WrapContext;
import dev.gatehouse.worker.JoinProof;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes join tokens, {@code id.secret}. Of the secret only its SHA-256 is kept, wrapped by the master key, because the
 * proof of a worker is checked with it.
 */
@Singleton
final class JoinTokenMaking {
    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final int SECRET_BYTES = 32;

    private final Transactions transactions;
    private final MasterKey masterKey;
    private final AuditTrail trail;
    private final QuestionLog questions;
    private final SecureRandom random;
    private final Supplier<UUID> ids;

    JoinTokenMaking(
            Transactions transactions,
            MasterKey masterKey,
            AuditTrail trail,
            QuestionLog questions,
            SecureRandom random,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.masterKey = masterKey;
        this.trail = trail;
        this.questions = questions;
        this.random = random;
        this.ids = ids;
    }

    /** The answer's members: the token, shown this once, and when it stops working. */
    Map<String, Object> create(JoinTokenQuestion question, JoinPermit permit) {
        UUID id = ids.get();
        byte[] bits = new byte[SECRET_BYTES];
        random.nextBytes(bits);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        String tenant = permit.subject().tenant();
        byte[] key = JoinProof.key(secret);
        byte[] wrapped = masterKey.wrap(key, new WrapContext(tenant, "join-token", id.toString()));
        Arrays.fill(key, (byte) 0);
        Instant expires = transactions.run(connection -> {
            requireGroup(connection, permit);
            Instant until = insert(connection, id, permit, wrapped);
            questions.record(connection, tenant, List.of(Asked.allowed(question, permit)));
            var created = new JoinTokenCreated(
                    Asked.actor(permit.subject()), Asked.decision(permit), id, permit.workerGroup(), until);
            trail.append(connection, tenant, List.of(created));
            return until;
        });
        return Map.of("token", id + "." + secret, "expiresAt", expires.toString());
    }

    private static void requireGroup(Connection connection, JoinPermit permit) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT 1 FROM resource
                 WHERE tenant = ? AND kind = 'workergroup' AND namespace = 'root' AND name = ? FOR SHARE""")) {
            query.setString(1, permit.subject().tenant());
            query.setString(2, permit.workerGroup());
            try (var row = query.executeQuery()) {
                if (!row.next()) {
                    throw new ProblemException(Problem.notFound());
                }
            }
        }
    }

    private static Instant insert(Connection connection, UUID id, JoinPermit permit, byte[] wrapped)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO join_token (tenant, id, worker_group, wrapped, created_by, expires_at)
                VALUES (?, ?, ?, ?, ?, date_trunc('milliseconds', now()) + ? * interval '1 ms')
                RETURNING expires_at""")) {
            insert.setString(1, permit.subject().tenant());
            insert.setObject(2, id);
            insert.setString(3, permit.workerGroup());
            insert.setBytes(4, wrapped);
            insert.setObject(5, permit.subject().id());
            insert.setLong(6, LIFE.toMillis());
            try (var row = insert.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }
}
