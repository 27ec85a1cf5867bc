package dev.gatehouse.gateway.masterkey;

import dev.gatehouse.audit.MasterKeyEvent.MasterKeyAdded;
import dev.gatehouse.audit.MasterKeyEvent.MasterKeyPromoted;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.key.MasterKeyRows;
import dev.gatehouse.gateway.key.NewKeys;
import dev.gatehouse.gateway.key.NewKeys.NewKey;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.MasterKeyPermit;
import dev.gatehouse.policy.MasterKeyQuestion;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Adds a key to the master key, and has another one wrap: two acts, because between them every gateway has to get the key.
 * Thread-safe.
 */
@Singleton
class MasterKeyAct {
    private final Transactions transactions;
    private final NewKeys keys;
    private final MasterKeyRows rows;
    private final QuestionLog questions;
    private final AuditTrail trail;

    MasterKeyAct(Transactions transactions, NewKeys keys, MasterKeyRows rows, QuestionLog questions, AuditTrail trail) {
        this.transactions = transactions;
        this.keys = keys;
        this.rows = rows;
        this.questions = questions;
        this.trail = trail;
    }

    /** Does what the permit is for; the id of the key. Nothing changes where the key to be promoted wraps already. */
    String take(MasterKeyPermit permit) {
        return switch (permit.act()) {
            case MasterKeyQuestion.Act.Adding() -> add(permit);
            case MasterKeyQuestion.Act.Promoting(String key) -> promote(permit, key);
        };
    }

    private String add(MasterKeyPermit permit) {
        NewKey made = keys.make();
        String tenant = permit.subject().tenant();
        return transactions.run(connection -> {
            rows.add(connection, made.id(), made.wrapped());
            questions.record(connection, tenant, List.of(Asked.allowed(permit.question(), permit)));
            trail.append(
                    connection,
                    tenant,
                    List.of(new MasterKeyAdded(
                            Asked.actor(permit.subject()), Asked.decision(permit), made.id(), made.place())));
            return made.id();
        });
    }

    private String promote(MasterKeyPermit permit, String key) {
        return transactions.run(connection -> {
            rows.lock(connection);
            String before = rows.agreed(connection).orElseThrow().current();
            if (!before.equals(key)) {
                requireEverywhere(connection, key);
                rows.promote(connection, key);
                record(connection, permit, key, before);
            }
            return key;
        });
    }

    private void record(Connection connection, MasterKeyPermit permit, String key, String before) throws SQLException {
        String tenant = permit.subject().tenant();
        questions.record(connection, tenant, List.of(Asked.allowed(permit.question(), permit)));
        trail.append(
                connection,
                tenant,
                List.of(new MasterKeyPromoted(Asked.actor(permit.subject()), Asked.decision(permit), key, before)));
    }

    private void requireEverywhere(Connection connection, String key) throws SQLException {
        long holders = rows.holders(connection).getOrDefault(key, 0L);
        if (holders == 0) {
            throw new ProblemException(Problem.notFound());
        }
        long gateways = rows.gateways(connection);
        if (holders < gateways) {
            throw new ProblemException(Problem.of(
                    409,
                    "key_not_everywhere",
                    "Of " + gateways + " gateways only " + holders
                            + " have this key. Give each of them the same file of keys, wait a few seconds, or half a"
                            + " minute where a gateway was stopped, and repeat the request."));
        }
    }
}
