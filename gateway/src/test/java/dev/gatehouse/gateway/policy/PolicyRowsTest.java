package dev.gatehouse.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.UnreadablePolicy;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
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
}
