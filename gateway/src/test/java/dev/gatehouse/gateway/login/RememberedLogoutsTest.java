package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Logout tokens that nobody can show again are forgotten a few at a time: a login does not pay for all of them. */
@QuarkusTest
class RememberedLogoutsTest {
    @Inject
    TestAccess access;

    @Inject
    Transactions transactions;

    @Test
    void areForgottenInBatches() {
        UUID provider = UUID.randomUUID();
        access.sql("""
                INSERT INTO logout_token (tenant, provider_id, id, expires_at)
                SELECT 'acme', ?, 'j-' || n, '2001-01-01' FROM generate_series(1, 130) AS n""", provider);

        sweep();
        assertThat(left(provider)).isEqualTo("30");
        sweep();
        assertThat(left(provider)).isEqualTo("0");
    }

    private void sweep() {
        transactions.run(connection -> {
            SessionRows.sweep(connection, "acme");
            return connection;
        });
    }

    private String left(UUID provider) {
        return access.query("SELECT count(*) FROM logout_token WHERE provider_id = ?", provider)
                .orElseThrow();
    }
}
