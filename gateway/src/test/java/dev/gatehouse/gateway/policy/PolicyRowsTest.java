package dev.gatehouse.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.UnreadablePolicy;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class PolicyRowsTest {
    @Inject
    PolicyRows rows;

    @Inject
    Transactions transactions;

    @Inject
    TestAccess access;

    /** What is read with such a row there, which is gone afterwards. */
    private Optional<PolicySource> readWith(String kind, String spec) {
        return transactions.run(connection -> {
            try (var insert = connection.prepareStatement("""
                    INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                    VALUES ('globex', ?, 'root', 'broken', ?, 1, ?::jsonb, '', ?)""")) {
                insert.setString(1, kind);
                insert.setObject(2, UUID.randomUUID());
                insert.setString(3, spec);
                insert.setObject(4, UUID.randomUUID());
                insert.executeUpdate();
                return rows.read(connection, "globex");
            } finally {
                connection.rollback();
            }
        });
    }

    @Test
    void readsAGuardrailThatIsOne() {
        var read = readWith("guardrail", "{\"match\": {\"actions\": [\"execution:create\"]}, \"action\": \"Deny\"}");

        assertThat(read.orElseThrow().guardrails()).hasSize(1);
    }

    @Test
    void readsNoPolicyWithAGuardrailThatIsNone() {
        assertThatThrownBy(() -> readWith(
                        "guardrail", "{\"match\": {\"actions\": [\"execution:create\"]}, \"action\": \"Shrug\"}"))
                .isInstanceOf(UnreadablePolicy.class);
    }

    @Test
    void readsAPolicyWithABindingThatIsNoneAsIfItWereNotThere() {
        var read = readWith("rolebinding", "{\"role\": \"Owner\", \"subjects\": [{\"id\": \"nobody\"}]}");

        assertThat(read.orElseThrow().bindings())
                .noneMatch(binding -> binding.name().equals("broken"));
    }

    /** The roles that one binding gives in three versions, of which the second was taken back. */
    @Test
    void readsWhatEachVersionSaysAndNothingOfOneThatWasTakenBack() {
        UUID id = UUID.randomUUID();
        transactions.run(connection -> {
            write(connection, id, 1, "Owner");
            return connection;
        });
        assertThat(roles(id)).containsExactly("Owner");

        transactions.run(connection -> {
            write(connection, id, 2, "Admin");
            assertThat(roles(connection, id)).containsExactly("Admin");
            connection.rollback();
            return connection;
        });
        assertThat(roles(id)).containsExactly("Owner");

        transactions.run(connection -> {
            write(connection, id, 2, "Viewer");
            return connection;
        });
        assertThat(roles(id)).containsExactly("Viewer");

        transactions.run(connection -> {
            try (var delete = connection.prepareStatement("DELETE FROM resource WHERE tenant = 'globex' AND id = ?")) {
                delete.setObject(1, id);
                return delete.executeUpdate();
            }
        });
        assertThat(roles(id)).isEmpty();
    }

    /** A new gateway that meets fifty thousand bindings has five seconds for each of its transactions. */
    @Test
    void readsAllOfManyRulesThatItDoesNotKnow() {
        access.sql("INSERT INTO tenant (name, id) VALUES ('many-rules', gen_random_uuid()) ON CONFLICT DO NOTHING");
        for (int part = 0; part < 5; part++) {
            access.sql("""
                    INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                    SELECT 'many-rules', 'rolebinding', 'root', 'binding-' || n, gen_random_uuid(), 1,
                           jsonb_build_object('role', 'Viewer', 'subjects',
                                              jsonb_build_array(jsonb_build_object('id', gen_random_uuid()))),
                           'digest', gen_random_uuid()
                      FROM generate_series(?, ?) AS n""", part * 10_000 + 1, (part + 1) * 10_000);
        }

        var read = transactions.run(connection -> rows.read(connection, "many-rules"));

        assertThat(read.orElseThrow().bindings()).hasSize(50_000);
        access.sql("DELETE FROM resource WHERE tenant = 'many-rules'");
        access.sql("UPDATE tenant SET revision = revision + 1 WHERE name = 'many-rules'");
    }

    private List<String> roles(UUID id) {
        return transactions.run(connection -> roles(connection, id));
    }

    private List<String> roles(Connection connection, UUID id) throws SQLException {
        return rows.read(connection, "globex").orElseThrow().bindings().stream()
                .filter(binding -> binding.rule().id().equals(id))
                .map(Binding::role)
                .toList();
    }

    private static void write(Connection connection, UUID id, long revision, String role) throws SQLException {
        try (var upsert = connection.prepareStatement("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES ('globex', 'rolebinding', 'root', ?, ?, ?, jsonb_build_object('role', ?::text, 'subjects',
                        jsonb_build_array(jsonb_build_object('id', gen_random_uuid()))), ?, gen_random_uuid())
                ON CONFLICT (tenant, kind, namespace, name) DO UPDATE
                    SET revision = excluded.revision, spec = excluded.spec, digest = excluded.digest""")) {
            upsert.setString(1, "version-" + id);
            upsert.setObject(2, id);
            upsert.setLong(3, revision);
            upsert.setString(4, role);
            upsert.setString(5, "digest of " + role);
            upsert.executeUpdate();
        }
    }
}
