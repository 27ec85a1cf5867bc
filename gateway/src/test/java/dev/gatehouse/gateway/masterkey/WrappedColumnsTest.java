package dev.gatehouse.gateway.masterkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.key.WrappedTables;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the master key wraps is known as a whole, so that another key can take its place. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class WrappedColumnsTest {
    @Inject
    TestAccess access;

    @Inject
    WrappedTables tables;

    /** Who adds a column of wrapped bytes says so by a {@link dev.gatehouse.gateway.key.WrappedTable}, or here why not. */
    @Test
    void everyColumnOfBytesIsWrappedAnewOrIsNotWrappedByTheMasterKey() {
        Set<String> wrapped = Set.of("installation_key.wrapped", "join_token.wrapped", "secret_value.sealed");
        // Public halves of keys, and envelopes, which are sealed to a worker's session.
        String others = "envelope.sealed,installation_key.public_key,worker.identity_key,worker_session.session_key";

        assertThat(tables.all().stream().map(each -> each.table() + "." + each.column()))
                .containsExactlyInAnyOrderElementsOf(wrapped);
        assertThat(access.query("""
                        SELECT string_agg(place, ',' ORDER BY place COLLATE "C") FROM (
                            SELECT table_name || '.' || column_name AS place FROM information_schema.columns
                             WHERE table_schema = 'public' AND data_type = 'bytea'
                               AND column_name !~ 'hash|digest|fingerprint|leaf|salt|^bytes$|^id$') AS columns
                         WHERE place <> ALL (string_to_array(?, ','))""", String.join(",", wrapped))).contains(others);
    }
}
