package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.resource.WorkerGroups;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.WrapContext;
import dev.gatehouse.worker.JoinProof;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** The rows behind the worker door, for tests that need one in a certain shape. */
@ApplicationScoped
public class WorkerRows {
    private final Transactions transactions;
    private final MasterKey masterKey;

    WorkerRows(Transactions transactions, MasterKey masterKey) {
        this.transactions = transactions;
        this.masterKey = masterKey;
    }

    JoinTokenRow joinToken(String tenant, String group) {
        return joinToken(tenant, group, Duration.ofMinutes(15));
    }

    JoinTokenRow joinToken(String tenant, String group, Duration life) {
        if (!group.equals(WorkerGroups.DEFAULT)) {
            change("""
                    INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                    VALUES (?, 'workergroup', 'root', ?, gen_random_uuid(), 1, '{}', '', gen_random_uuid())
                    ON CONFLICT DO NOTHING""", tenant, group);
        }
        return tokenAlone(tenant, group, life);
    }

    /** Whether or not there is such a group. */
    JoinTokenRow tokenAlone(String tenant, String group, Duration life) {
        var token = new JoinTokenRow(UUID.randomUUID().toString(), "secret-" + UUID.randomUUID());
        byte[] wrapped =
                masterKey.wrap(JoinProof.key(token.secret()), new WrapContext(tenant, "join-token", token.id()));
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement(
                    "INSERT INTO join_token (tenant, id, worker_group, wrapped, created_by, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, now() + ? * interval '1 ms')")) {
                insert.setString(1, tenant);
                insert.setObject(2, UUID.fromString(token.id()));
                insert.setString(3, group);
                insert.setBytes(4, wrapped);
                insert.setObject(5, new UUID(0, 1));
                insert.setLong(6, life.toMillis());
                return insert.executeUpdate();
            }
        });
        return token;
    }

    /** Runs one statement with text parameters and answers how many rows it changed. */
    int change(String sql, String... parameters) {
        return transactions.run(connection -> {
            try (var update = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    update.setString(i + 1, parameters[i]);
                }
                return update.executeUpdate();
            }
        });
    }

    /** The first column of the first row as text, or an empty text. */
    String read(String sql, String... parameters) {
        return transactions.run(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    query.setString(i + 1, parameters[i]);
                }
                try (var row = query.executeQuery()) {
                    String text = row.next() ? row.getString(1) : null;
                    return text == null ? "" : text;
                }
            }
        });
    }
}
