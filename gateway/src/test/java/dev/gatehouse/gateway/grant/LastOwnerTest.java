package dev.gatehouse.gateway.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.directory.Newcomers;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.problem.ProblemException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a tenant counts as its owners, in a tenant of each test's own. */
@QuarkusTest
class LastOwnerTest {
    @Inject
    TestAccess access;

    @Inject
    Transactions transactions;

    @Inject
    Newcomers newcomers;

    private String tenant;
    private Account owner;

    @BeforeEach
    void aTenantWithOneOwner() {
        tenant = "t-" + UUID.randomUUID();
        access.sql("INSERT INTO tenant (name, id) VALUES (?, ?)", tenant, UUID.randomUUID());
        owner = access.account(tenant, "Owner", "root");
    }

    /** Whether the tenant keeps an owner after the statement, which is undone where not. */
    private boolean stays(String statement) {
        try {
            transactions.run(connection -> {
                GroundsCheck.takeTurn(connection, tenant);
                return LastOwner.kept(connection, tenant, () -> {
                    try (var update = connection.prepareStatement(statement)) {
                        update.setString(1, tenant);
                        return update.executeUpdate();
                    }
                });
            });
            return true;
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isEqualTo(409);
            assertThat(refused.problem().code()).isEqualTo("last_owner");
            return false;
        }
    }

    private static String deletion(Account account) {
        return "DELETE FROM resource WHERE tenant = ? AND kind = 'rolebinding' AND name = 'of-%s'"
                .formatted(account.subject());
    }

    private static String end(Account account) {
        return "UPDATE subject SET active = false WHERE tenant = ? AND id = '%s'".formatted(account.subject());
    }

    @Test
    void theOnlyOneStays() {
        assertThat(stays(deletion(owner))).isFalse();
        assertThat(stays(end(owner))).isFalse();
        assertThat(access.query("SELECT active FROM subject WHERE id = ?", owner.subject()))
                .contains("t");
    }

    @Test
    void oneOfTwoGoesAndThenTheOtherStays() {
        Account second = access.account(tenant, "Owner", "root");

        assertThat(stays(end(owner))).isTrue();
        assertThat(stays(deletion(second))).isFalse();
    }

    @Test
    void whoOwnsAPartIsNoOwnerOfTheWhole() {
        access.account(tenant, "Owner", "acme");
        access.account(tenant, "Admin", "root");

        assertThat(stays(deletion(owner))).isFalse();
    }

    @Test
    void whoseAccessEndedIsNoOwner() {
        access.end(access.account(tenant, "Owner", "root"));

        assertThat(stays(deletion(owner))).isFalse();
    }

    @Test
    void whoOwnsForAWhileOrOnAConditionIsNoOwner() {
        Account other = access.account(tenant, "Owner", "root");
        for (String member : List.of("when", "expires")) {
            access.sql(
                    "UPDATE resource SET revision = revision + 1, spec = jsonb_set(spec - 'when' - 'expires', ?::text[], '\"x\"') WHERE tenant = ? AND name = ?",
                    "{" + member + "}",
                    tenant,
                    "of-" + other.subject());

            assertThat(stays(deletion(owner))).isFalse();
        }
    }

    private void bindGroup(UUID group) {
        access.sql(
                """
                UPDATE resource SET revision = revision + 1, spec = jsonb_build_object('role', 'Owner', 'subjects',
                           jsonb_build_array(jsonb_build_object('group', ?::text)))
                 WHERE tenant = ? AND name = ?""",
                group.toString(),
                tenant,
                "of-" + access.account(tenant, "Viewer", "root").subject());
        access.sql("UPDATE resource SET namespace = 'root' WHERE tenant = ?", tenant);
    }

    @Test
    void aMemberOfABoundGroupIsAnOwnerAndAnEmptyGroupIsNone() {
        UUID group = UUID.randomUUID();
        bindGroup(group);
        Account ada = access.stranger(tenant);

        assertThat(stays(deletion(owner))).isFalse();
        access.sql(
                "INSERT INTO membership (tenant, group_id, user_id, provenance) VALUES (?, ?, ?, 'scim:x')",
                tenant,
                group,
                ada.subject());
        assertThat(stays(deletion(owner))).isTrue();
        assertThat(stays(end(ada))).isFalse();
    }

    /** Somebody who comes in by a provider that is declared, and is the only owner. */
    private UUID newcomer() {
        Account ada = access.person(tenant, "Owner", "root");
        access.sql(
                "INSERT INTO jit_user (tenant, issuer, claim, value, subject_id) VALUES (?, 'https://idp.example', 'sub', 'ada', ?)",
                tenant,
                ada.subject());
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES (?, 'identityprovider', 'root', 'corp', ?, 1, '{"issuer": "https://idp.example"}', 'x', ?)""", tenant, UUID.randomUUID(), ada.subject());
        access.end(owner);
        return ada.subject();
    }

    @Test
    void theProviderByWhichTheOnlyOneComesInStays() {
        newcomer();

        assertThat(stays("DELETE FROM resource WHERE tenant = ? AND kind = 'identityprovider'"))
                .isFalse();
        assertThat(stays(
                        "UPDATE resource SET revision = revision + 1, spec = '{\"issuer\": \"https://another.example\"}'"
                                + " WHERE tenant = ? AND kind = 'identityprovider'"))
                .isFalse();
        access.account(tenant, "Owner", "root");
        assertThat(stays("DELETE FROM resource WHERE tenant = ? AND kind = 'identityprovider'"))
                .isTrue();
    }

    @Test
    void theOnlyOneIsNotReplacedByAUserWhomAClientProvisions() {
        UUID ada = newcomer();
        var client = new Actor(UUID.randomUUID(), "okta", Optional.empty());

        assertThatThrownBy(() ->
                        transactions.run(connection -> newcomers.supersede(connection, tenant, "okta", "ada", client)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo("last_owner"));
        assertThat(access.query("SELECT active FROM subject WHERE id = ?", ada)).contains("t");

        access.account(tenant, "Owner", "root");
        assertThat(transactions.<Boolean>run(
                        connection -> newcomers.supersede(connection, tenant, "okta", "ada", client)))
                .isTrue();
        assertThat(access.query("SELECT active FROM subject WHERE id = ?", ada)).contains("f");
    }

    @Test
    void whatAProviderDecidesMayLeaveATenantWithoutOneAndThenNothingIsRefused() {
        access.end(owner);

        assertThat(stays(deletion(owner))).isTrue();
    }

    @Test
    void ofTwoWhoTakeEachOthersAccessOneIsLeft() throws Exception {
        for (int i = 0; i < 10; i++) {
            aTenantWithOneOwner();
            Account second = access.account(tenant, "Owner", "root");
            List<Callable<Boolean>> both = List.of(() -> stays(deletion(second)), () -> stays(end(owner)));

            List<Boolean> done = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Boolean> each : threads.invokeAll(both)) {
                    done.add(each.get());
                }
            }

            assertThat(done).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void aFailureOfTheActIsItsOwn() {
        assertThatThrownBy(() -> transactions.run(connection -> LastOwner.kept(connection, tenant, () -> {
                    throw new IllegalStateException("of the act");
                })))
                .hasMessageContaining("of the act");
    }
}
