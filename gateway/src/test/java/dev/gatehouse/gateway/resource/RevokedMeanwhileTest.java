package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.delete;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.GroundsCheck;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request that waits for its turn while its own token is revoked and its subject changes. */
@QuarkusTest
class RevokedMeanwhileTest {
    @Inject
    TestAccess access;

    @Inject
    Transactions transactions;

    private Account owner;
    private Account reader;
    private String place;

    @BeforeEach
    void aNamespace() {
        reader = access.account("acme", "Owner", "root");
        owner = access.account("acme", "Owner", "root");
        place = "r" + owner.subject().toString().replace("-", "").substring(12);
        apply(owner, namespace(place)).statusCode(200);
    }

    @Test
    void appliesNothing() throws Exception {
        assertThat(revokedWhile(() -> apply(owner, secret(place, "db")))).isEqualTo(503);

        get(reader, "secrets/" + place + "/db").statusCode(404);
    }

    @Test
    void deletesNothing() throws Exception {
        apply(owner, secret(place, "db")).statusCode(200);

        assertThat(revokedWhile(() -> delete(owner, "secrets/" + place + "/db")))
                .isEqualTo(503);

        get(reader, "secrets/" + place + "/db").statusCode(200);
    }

    private int revokedWhile(Callable<ValidatableResponse> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ValidatableResponse> answer = transactions.run(connection -> {
                GroundsCheck.takeTurn(connection, "acme");
                Future<ValidatableResponse> waiting = threads.submit(call);
                untilOneWaits(connection);
                update(connection, "UPDATE api_token SET revoked_at = now() WHERE subject_id = ?");
                update(connection, "UPDATE subject SET epoch = epoch + 1 WHERE id = ?");
                return waiting;
            });
            return answer.get().extract().statusCode();
        }
    }

    private static void untilOneWaits(Connection connection) throws SQLException {
        boolean waits = false;
        while (!waits) {
            try (var query = connection.prepareStatement("""
                            SELECT EXISTS (SELECT 1 FROM pg_locks w JOIN pg_locks h USING (classid, objid, objsubid)
                                            WHERE w.locktype = 'advisory' AND h.locktype = 'advisory'
                                              AND NOT w.granted AND h.pid = pg_backend_pid())""");
                    var row = query.executeQuery()) {
                row.next();
                waits = row.getBoolean(1);
            }
        }
    }

    private void update(Connection connection, String sql) throws SQLException {
        try (var update = connection.prepareStatement(sql)) {
            update.setObject(1, owner.subject());
            update.executeUpdate();
        }
    }
}
