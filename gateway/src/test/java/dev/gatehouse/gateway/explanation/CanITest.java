package dev.gatehouse.gateway.explanation;

import static dev.gatehouse.gateway.explanation.ExplanationCalls.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.way.SwitchablePolicy;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who may ask what they themselves may, and what others may. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class CanITest {
    private static final String CREATE = """
            {"permission": "execution:create", "namespace": "data"}""";

    @Inject
    TestAccess access;

    @Inject
    ExplanationCalls calls;

    @Inject
    SwitchablePolicy policy;

    private static ValidatableResponse ask(TestAccess.Account who, String body) {
        return post(who, "/api/v1/" + who.tenant() + "/policy/can-i", body).then();
    }

    private static String of(UUID subject) {
        return """
                {"permission": "execution:create", "namespace": "data", "subject": "%s"}""".formatted(subject);
    }

    @Test
    void everybodyMayAskAboutThemselves() {
        var ada = access.account("acme", "Launcher", "data");

        ask(ada, CREATE)
                .statusCode(200)
                .body("allowed", equalTo(true))
                .body("permission", equalTo("execution:create"))
                .body("namespace", equalTo("data"))
                .body("subject.id", equalTo(ada.subject().toString()))
                .body("reason_user", equalTo("You have execution:create in data."));
        ask(access.stranger("acme"), CREATE).statusCode(200).body("allowed", equalTo(false));
    }

    @Test
    void whoMayNotReadPolicyHearsNoRule() {
        var ada = access.account("acme", "Launcher", "dev");

        var answer = ask(ada, CREATE).statusCode(200);

        answer.body("allowed", equalTo(false))
                .body("reason_user", equalTo("None of your roles gives you execution:create in data."))
                .body("reason_admin", nullValue())
                .body("rules", nullValue())
                .body("nearMisses", nullValue());
        assertThat(answer.extract().asString()).doesNotContain("of-" + ada.subject(), "Launcher", "dev\"");
    }

    @Test
    void whoMayReadPolicyHearsWhatNearlyGivesItAndWhatGivesIt() {
        var ada = calls.with("data", "policy:read");
        calls.bind("dev-" + ada.subject(), "Launcher", "dev", "{id: " + ada.subject() + "}");

        ask(ada, CREATE)
                .body("rules", empty())
                .body("nearMisses.cause", hasItems("elsewhere", "role_lacks_permission"))
                .body("nearMisses.name", hasItems("dev-" + ada.subject(), "of-" + ada.subject()));
        calls.bind("data-" + ada.subject(), "Launcher", "data", "{id: " + ada.subject() + "}");
        ask(ada, CREATE)
                .body("allowed", equalTo(true))
                .body("rules.name", contains("data-" + ada.subject(), "Launcher"))
                .body("nearMisses", empty());
    }

    @Test
    void aboutOthersItTakesLeaveToReadPolicyThereAndPeople() {
        UUID ada = access.account("acme", "Launcher", "data").subject();

        ask(calls.with("root", "policy:read", "subject:read"), of(ada))
                .statusCode(200)
                .body("allowed", equalTo(true))
                .body("subject.id", equalTo(ada.toString()));
        ask(calls.with("root", "policy:read"), of(ada)).statusCode(403);
        ask(calls.with("root", "subject:read"), of(ada)).statusCode(403);
        ask(access.stranger("acme"), of(ada)).statusCode(403);
    }

    @Test
    void whoMayNotAskAboutOthersDoesNotLearnWhoIsThere() {
        ask(access.stranger("acme"), of(UUID.randomUUID())).statusCode(403);
        ask(access.account("acme", "Owner", "root"), of(UUID.randomUUID()))
                .statusCode(422)
                .body("errors.pointer", contains("/subject"));
    }

    @Test
    void somebodyOfAnotherTenantIsNobody() {
        UUID stranger = access.account("globex", "Owner", "root").subject();

        ask(access.account("acme", "Owner", "root"), of(stranger))
                .statusCode(422)
                .body("errors.pointer", contains("/subject"));
        post(access.account("globex", "Owner", "root"), "/api/v1/acme/policy/can-i", CREATE)
                .then()
                .statusCode(404);
    }

    @Test
    void whoseAccessEndedMayNothing() {
        var ada = access.account("acme", "Owner", "root");
        access.end(ada);

        ask(access.account("acme", "Owner", "root"), of(ada.subject()))
                .statusCode(200)
                .body("allowed", equalTo(false))
                .body("reason_user", equalTo("The access has ended."));
    }

    @Test
    void whatLiesInNoNamespaceIsAskedAtTheRoot() {
        ask(access.account("acme", "Owner", "data"), """
                {"permission": "audit:read", "namespace": "data"}""")
                .body("allowed", equalTo(false))
                .body("namespace", equalTo("root"));
    }

    @Test
    void everyMistakeIsNamed() {
        ask(access.stranger("acme"), """
                {"permission": "execution:fly", "namespace": "Not/One", "subject": "ada"}""")
                .statusCode(422)
                .body("code", equalTo("body_invalid"))
                .body("errors.pointer", contains("/permission", "/namespace", "/subject"));
        ask(access.stranger("acme"), "{}").statusCode(422).body("errors.pointer", contains("/permission"));
        ask(access.stranger("acme"), "").statusCode(422);
        ask(access.stranger("acme"), "{").statusCode(400).body("code", equalTo("malformed_json"));
    }

    @Test
    void whilePolicyCannotBeAskedNobodyHearsYesOrNo() {
        var ada = access.account("acme", "Launcher", "data");
        policy.leaveAll(true);
        try {
            ask(ada, CREATE).statusCode(503).body("code", equalTo("policy_unavailable"));
        } finally {
            policy.leaveAll(false);
        }
    }

    @Test
    void toAskAboutOthersIsAnEventAndAboutOneselfIsNone() {
        var owner = access.account("acme", "Owner", "root");

        ask(owner, CREATE).statusCode(200);
        assertThat(calls.askedOfOthers(owner)).isEqualTo("0");
        ask(owner, of(access.stranger("acme").subject())).statusCode(200);
        ask(owner, of(access.stranger("acme").subject())).statusCode(200);
        assertThat(calls.askedOfOthers(owner)).isEqualTo("1");
    }
}
