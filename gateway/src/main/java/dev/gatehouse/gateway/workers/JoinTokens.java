package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.key.WrappedTable;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.WrapContext;
import dev.gatehouse.worker.JoinProof;
import dev.gatehouse.worker.RegisterRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The join tokens that workers may still use. A wrong proof leaves a token as it is: its id is no secret. */
@ApplicationScoped
class JoinTokens {
    private static final String OPEN = """
            SELECT tenant, worker_group, wrapped FROM join_token
             WHERE id = ? AND used_at IS NULL AND expires_at > now()
            """;

    private final Transactions transactions;
    private final MasterKey masterKey;

    /** All that were made, used up or not. */
    @Produces
    @Singleton
    static WrappedTable table() {
        return new WrappedTable(
                "join_token",
                "wrapped",
                List.of("tenant", "id"),
                row -> new WrapContext(row.getString("tenant"), "join-token", row.getString("id")));
    }

    JoinTokens(Transactions transactions, MasterKey masterKey) {
        this.transactions = transactions;
        this.masterKey = masterKey;
    }

    sealed interface Proof {
        /** The worker has the token's secret; the token is still to be used up. */
        record Holds(String tenant, UUID id, String group) implements Proof {}

        /** The token is there, and the worker does not have its secret. */
        record Wrong(String tenant) implements Proof {}

        /** There is no token of that id that could still be used. */
        record Unknown() implements Proof {}
    }

    Proof check(UUID id, String proof, RegisterRequest request) {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(OPEN)) {
                query.setObject(1, id);
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        return new Proof.Unknown();
                    }
                    String tenant = row.getString("tenant");
                    return holds(tenant, id, row.getBytes("wrapped"), proof, request)
                            ? new Proof.Holds(tenant, id, row.getString("worker_group"))
                            : new Proof.Wrong(tenant);
                }
            }
        });
    }

    private boolean holds(String tenant, UUID id, byte[] wrapped, String proof, RegisterRequest request) {
        byte[] key = masterKey.unwrap(wrapped, new WrapContext(tenant, "join-token", id.toString()));
        try {
            return JoinProof.holds(key, id.toString(), request.identityKey(), request.sessionKey(), proof);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
