package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.ScimClientPermit;
import dev.gatehouse.policy.ScimClientQuestion;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever's access changes between the decision and the act makes nothing that opens the SCIM door. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ScimGroundsTest {
    private static final Duration LIFE = Duration.ofHours(1);

    @Inject
    TestAccess access;

    @Inject
    SubjectFacts facts;

    @Inject
    Permits permits;

    @Inject
    ScimClients clients;

    @Inject
    ScimLoginSettings settings;

    private final String name = "c-" + UUID.randomUUID().toString().substring(0, 13);
    private ScimClientQuestion question;
    private ScimClientPermit permit;

    @BeforeEach
    void aClientOfSomebodyWhoseAccessHasChangedSince() {
        var owner = access.account("acme", "Owner", "root");
        question =
                ScimClientQuestion.toWrite(facts.live("acme", owner.subject()).orElseThrow());
        permit = permits.obtain(question);
        clients.create(question, permit, name, LIFE);
        access.sql("UPDATE subject SET epoch = epoch + 1 WHERE id = ?", owner.subject());
    }

    @Test
    void makesNoClient() {
        isDecidedAgain(() -> clients.create(question, permit, name + "x", LIFE));

        assertThat(access.query("SELECT count(*) FROM scim_client WHERE name = ?", name + "x"))
                .contains("0");
    }

    @Test
    void makesNoToken() {
        isDecidedAgain(() -> clients.addToken(question, permit, name, LIFE));
        assertThat(of("scim_token")).contains("1");
    }

    @Test
    void makesNoSecret() {
        isDecidedAgain(() -> settings.addSecret(question, permit, name, LIFE));
        assertThat(of("scim_secret")).contains("0");
    }

    @Test
    void makesNoTrustRule() {
        isDecidedAgain(
                () -> settings.trust(question, permit, name, Optional.of(JsonNodeFactory.instance.objectNode())));
        assertThat(access.query("SELECT trust FROM scim_client WHERE name = ?", name))
                .isEmpty();
    }

    private static void isDecidedAgain(ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(503));
    }

    private Optional<String> of(String table) {
        return access.query(
                "SELECT count(*) FROM " + table
                        + " t JOIN scim_client c ON c.tenant = t.tenant AND c.id = t.client_id WHERE c.name = ?",
                name);
    }
}
