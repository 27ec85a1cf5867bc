package dev.gatehouse.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Reason;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class LivePolicyTest {
    private static final String SOME_DIGEST = "ab".repeat(32);

    @Inject
    Transactions transactions;

    @Inject
    SnapshotLoader loader;

    @Inject
    SubjectFacts facts;

    @Inject
    PolicyEngine engine;

    private final UUID ada = UUID.randomUUID();
    private final String tenant = "live-" + ada.toString().substring(0, 8);

    @BeforeEach
    void declareATenantWithOneSubject() {
        update("INSERT INTO tenant (name, id) VALUES (?, ?)", tenant, UUID.randomUUID());
        update("INSERT INTO subject (tenant, id, kind, name) VALUES (?, ?, 'service_account', 'ada')", tenant, ada);
        loader.refresh(tenant);
    }

    @Test
    void deniesWithoutABinding() {
        assertThat(reasons(ask())).containsExactly(Reason.NO_MATCHING_ROLE);
    }

    @Test
    void aBindingCountsAtOnceAfterARefresh() {
        var binding = bind("""
                {"role": "Launcher", "subjects": [{"id": "%s"}]}""".formatted(ada));

        loader.refresh(tenant);

        assertThat(grounds(ask()).tenantRevision()).isEqualTo(2);
        assertThat(grounds(ask()).rules()).first().hasToString("rolebinding/" + binding + "@1");
    }

    @Test
    void aDeclaredRoleGivesWhatItLists() {
        declare("role", "root", "starter", """
                {"description": "", "permissions": ["execution:create", "planet:destroy"]}""");
        bind("""
                {"role": "starter", "subjects": [{"id": "%s"}]}""".formatted(ada));

        loader.refresh(tenant);

        assertThat(grounds(ask()).rules()).hasSize(2);
    }

    @Test
    void aDeclaredRoleGivesNothingElse() {
        declare("role", "root", "reader", """
                {"description": "", "permissions": ["execution:read"]}""");
        bind("""
                {"role": "reader", "subjects": [{"id": "%s"}]}""".formatted(ada));

        loader.refresh(tenant);

        assertThat(reasons(ask())).containsExactly(Reason.NO_MATCHING_ROLE);
    }

    @Test
    void aStoredRuleThatCannotBeReadGivesNothingAndTheOthersCount() {
        declare("rolebinding", "acme", "broken", """
                {"role": "Owner", "subjects": [{"id": "nobody"}]}""");
        declare("role", "root", "empty", """
                {"permissions": []}""");
        bind("""
                {"role": "Launcher", "subjects": [{"id": "%s"}]}""".formatted(ada));

        loader.refresh(tenant);

        assertThat(grounds(ask()).rules()).hasSize(2);
    }

    @Test
    void aChangeOfAnotherGatewayCountsWithinSeconds() {
        bind("""
                {"role": "Launcher", "subjects": [{"id": "%s"}]}""".formatted(ada));

        until(() -> ask() instanceof Decision.Allow<?>);
    }

    @Test
    void anUnchangedPolicyStaysAvailableLongerThanItsGreatestAge() {
        var tooOld = Instant.now().plus(PolicyProducer.MAX_AGE).plusSeconds(1);

        until(() -> {
            assertThat(ask()).isInstanceOf(Decision.Deny.class);
            return Instant.now().isAfter(tooOld);
        });
    }

    @Test
    void isReadyOncePoliciesAreRead() {
        until(() -> new PolicyReadiness(loader).call().getStatus() == HealthCheckResponse.Status.UP);
    }

    @Test
    void knowsASubjectAsItIsStored() {
        assertThat(live()).satisfies(subject -> {
            assertThat(subject.tenant()).isEqualTo(tenant);
            assertThat(subject.id()).isEqualTo(ada);
            assertThat(subject.kind()).isEqualTo(SubjectKind.SERVICE_ACCOUNT);
            assertThat(subject.active()).isTrue();
            assertThat(subject.epoch()).isEqualTo(1);
        });
    }

    @Test
    void doesNotKnowASubjectOfAnotherTenant() {
        assertThat(facts.live("acme", ada)).isEmpty();
    }

    @Test
    void aSubjectWhoseAccessEndsIsDeniedWithinSeconds() {
        bind("""
                {"role": "Launcher", "subjects": [{"id": "%s"}]}""".formatted(ada));
        loader.refresh(tenant);
        assertThat(ask()).isInstanceOf(Decision.Allow.class);

        end();

        until(() -> ask() instanceof Decision.Deny<?>);
        assertThat(reasons(ask())).containsExactly(Reason.SUBJECT_ENDED);
        assertThat(live().epoch()).isEqualTo(2);
    }

    @Test
    void aSubjectReadAgainIsAsItIsNow() {
        live();
        end();

        assertThat(facts.reread(tenant, ada)).map(Subject::active).contains(false);
        assertThat(live().active()).isFalse();
    }

    private Decision<?> ask() {
        return engine.decide(
                new LookupQuestion(live(), JobName.parse("acme.data/etl").orElseThrow()));
    }

    private Subject live() {
        return facts.live(tenant, ada).orElseThrow();
    }

    private static Grounds grounds(Decision<?> decision) {
        return ((Decision.Allow<?>) decision).permit().grounds();
    }

    private static List<String> reasons(Decision<?> decision) {
        return ((Decision.Deny<?>) decision)
                .reasons().stream().map(Reason::code).toList();
    }

    private void end() {
        update(
                "UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE tenant = ? AND id = ?",
                tenant,
                ada);
    }

    private UUID bind(String spec) {
        return declare("rolebinding", "acme", "binding", spec);
    }

    private UUID declare(String kind, String namespace, String name, String spec) {
        var id = UUID.randomUUID();
        transactions.run(connection -> {
            update(connection, """
                    INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                    VALUES (?, ?, ?, ?, ?, 1, ?::jsonb, ?, ?)""", tenant, kind, namespace, name, id, spec, SOME_DIGEST, ada);
            return update(connection, "UPDATE tenant SET revision = revision + 1 WHERE name = ?", tenant);
        });
        return id;
    }

    private void update(String sql, Object... values) {
        transactions.run(connection -> update(connection, sql, values));
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static void until(BooleanSupplier condition) {
        var deadline = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
