package dev.gatehouse.gateway.explanation;

import static dev.gatehouse.gateway.explanation.EvaluationCalls.CREATE;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.IN_DATA;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.IN_DEV;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.object;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.one;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.subject;
import static dev.gatehouse.gateway.explanation.ExplanationCalls.as;
import static dev.gatehouse.gateway.explanation.ExplanationCalls.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.issuer.AccessGrant;
import dev.gatehouse.gateway.issuer.AccessTokens;
import dev.gatehouse.gateway.way.SwitchablePolicy;
import dev.gatehouse.policy.SubjectEpoch;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions of other systems in the shape of AuthZEN 1.0. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class EvaluationTest {
    @Inject
    TestAccess access;

    @Inject
    ExplanationCalls calls;

    @Inject
    SwitchablePolicy policy;

    @Inject
    AccessTokens tokens;

    @Test
    void everybodyMayAskAboutThemselves() {
        var ada = access.account("acme", "Launcher", "data");

        one(ada, subject(ada), CREATE, IN_DATA).statusCode(200).body("decision", equalTo(true));
        one(ada, subject(ada), CREATE, IN_DEV)
                .statusCode(200)
                .body("decision", equalTo(false))
                .body("context.reason_user.en", equalTo("None of your roles gives you execution:create in dev."))
                .body("context.reason_admin", nullValue());
    }

    @Test
    void anActionMayBeAWholePermissionAndAResourceANamespace() {
        var ada = access.account("acme", "Launcher", "data");

        one(ada, subject(ada), "\"action\": {\"name\": \"execution:create\"}", """
                "resource": {"type": "job", "id": "data"}""")
                .body("decision", equalTo(true));
        one(ada, subject(ada), "\"action\": {\"name\": \"execution:create\"}", """
                "resource": {"type": "job", "id": "dev"}""")
                .body("decision", equalTo(false));
    }

    @Test
    void aboutOthersItTakesLeaveToReadPolicyThereAndPeople() {
        var ada = access.account("acme", "Launcher", "data");

        one(calls.with("root", "policy:read", "subject:read"), subject(ada), CREATE, IN_DATA)
                .statusCode(200)
                .body("decision", equalTo(true))
                .body("context.reason_admin.en", containsString("rolebinding/"));
        one(calls.with("root", "policy:read"), subject(ada), CREATE, IN_DATA).statusCode(403);
        one(calls.with("dev", "policy:read"), subject(ada), CREATE, IN_DATA).statusCode(403);
        one(access.stranger("acme"), subject(ada), CREATE, IN_DATA).statusCode(403);
    }

    @Test
    void aSubjectIsNamedByItsIdOrItsWholeName() {
        var ada = access.account("acme", "Launcher", "data");
        var owner = access.account("acme", "Owner", "root");

        one(owner, subject("service_account", ada.name()), CREATE, IN_DATA).body("decision", equalTo(true));
        one(ada, subject("service_account", ada.name()), CREATE, IN_DATA).body("decision", equalTo(true));
        one(owner, subject("user", ada.subject().toString()), CREATE, IN_DATA).body("decision", equalTo(false));
    }

    @Test
    void whoIsNotThereMayNothing() {
        var owner = access.account("acme", "Owner", "root");
        var elsewhere = access.account("globex", "Owner", "root");

        for (String nobody : new String[] {
            subject("service_account", UUID.randomUUID().toString()),
            subject("user", "nobody"),
            subject("robot", owner.subject().toString()),
            subject(elsewhere)
        }) {
            one(owner, nobody, CREATE, IN_DATA)
                    .statusCode(200)
                    .body("decision", equalTo(false))
                    .body("context.error.status", equalTo(404))
                    .body("context.reason_user.en", equalTo("There is no such subject."));
        }
    }

    @Test
    void anUnknownActionOrResourceIsDenied() {
        var owner = access.account("acme", "Owner", "root");

        one(owner, subject(owner), "\"action\": {\"name\": \"fly\"}", IN_DATA)
                .statusCode(200)
                .body("decision", equalTo(false))
                .body("context.error.status", equalTo(404));
        one(owner, subject(owner), CREATE, "\"resource\": {\"type\": \"execution\", \"id\": \"Not A/Name\"}")
                .statusCode(200)
                .body("decision", equalTo(false))
                .body("context.error.status", equalTo(404));
    }

    @Test
    void administratorsHearWhatNearlyAllowsIt() {
        var ada = access.account("acme", "Launcher", "dev");

        one(access.account("acme", "Owner", "root"), subject(ada), CREATE, IN_DATA)
                .body("decision", equalTo(false))
                .body("context.reason_admin.en", containsString("of-" + ada.subject()))
                .body("context.reason_user.en", equalTo("None of your roles gives you execution:create in data."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "{}",
                "{\"subject\": {\"type\": \"user\", \"id\": \"a\"}, \"action\": {\"name\": \"read\"}}",
                "{\"subject\": {\"type\": \"user\"}, \"action\": {\"name\": \"read\"}, \"resource\": {\"type\": \"job\", \"id\": \"a\"}}",
                "{\"subject\": {\"type\": \"user\", \"id\": 7}, \"action\": {\"name\": \"read\"}, \"resource\": {\"type\": \"job\", \"id\": \"a\"}}",
                "{\"subject\": {\"type\": \"user\", \"id\": \"a\\u0000\"}, \"action\": {\"name\": \"read\"}, \"resource\": {\"type\": \"job\", \"id\": \"a\"}}",
                "{\"subject\": {\"type\": \"user\", \"id\": \"a\"}, \"action\": \"read\", \"resource\": {\"type\": \"job\", \"id\": \"a\"}}",
                "{\"subject\": {\"type\": \"user\", \"id\": \"a\"}, \"action\": {\"name\": \"read\"}, \"resource\": {\"type\": \"job\", \"id\": \"a\"}, \"context\": 7}"
            })
    void whatIsNoEvaluationIsABadRequest(String body) {
        post(access.stranger("acme"), "/access/v1/evaluation", body)
                .then()
                .statusCode(400)
                .body("code", equalTo("evaluation_malformed"));
    }

    @Test
    void theTenantIsTheTokens() {
        var acme = access.account("acme", "Launcher", "data");
        var globex = access.account("globex", "Owner", "root");

        one(globex, subject(globex), CREATE, IN_DATA).statusCode(200).body("decision", equalTo(true));
        one(globex, subject(acme), CREATE, IN_DATA).statusCode(200).body("decision", equalTo(false));
    }

    @Test
    void anAccessTokenOfTheTenantsOwnIssuerNamesItsTenantToo() {
        var ada = access.account("globex", "Launcher", "data");
        var grant = new AccessGrant(
                "globex", UUID.randomUUID(), "client", new SubjectEpoch(ada.subject(), 1), Optional.empty());
        var shown = new TestAccess.Account(
                "globex", ada.subject(), ada.name(), tokens.issue(grant).text());

        one(shown, subject(ada), CREATE, IN_DATA).statusCode(200).body("decision", equalTo(true));
        one(shown, subject(ada), CREATE, IN_DEV).statusCode(200).body("decision", equalTo(false));
        access.end(ada);
        one(shown, subject(ada), CREATE, IN_DATA).statusCode(401);
    }

    @Test
    void nobodyIsUnauthenticated() {
        String body = object(subject("user", "a"), CREATE, IN_DATA);

        given().contentType("application/json")
                .body(body)
                .post("/access/v1/evaluation")
                .then()
                .statusCode(401);
        given().auth()
                .oauth2("gha_" + "x".repeat(43))
                .contentType("application/json")
                .body(body)
                .post("/access/v1/evaluation")
                .then()
                .statusCode(401);
        given().auth()
                .oauth2("eyJhbGciOiJub25lIn0.e30.")
                .contentType("application/json")
                .body(body)
                .post("/access/v1/evaluation")
                .then()
                .statusCode(401);
    }

    @Test
    void whoseAccessEndedIsUnauthenticated() {
        var ada = access.account("acme", "Launcher", "data");
        one(ada, subject(ada), CREATE, IN_DATA).statusCode(200);

        access.end(ada);

        one(ada, subject(ada), CREATE, IN_DATA).statusCode(401);
    }

    @Test
    void aRequestsIdentifierIsInEveryAnswer() {
        var ada = access.account("acme", "Launcher", "data");

        as(ada).header("X-Request-ID", "id 7")
                .contentType("application/json")
                .body(object(subject(ada), CREATE, IN_DATA))
                .post("/access/v1/evaluation")
                .then()
                .statusCode(200)
                .header("X-Request-ID", "id 7");
        given().header("X-Request-ID", "id 8")
                .contentType("application/json")
                .body("{}")
                .post("/access/v1/evaluation")
                .then()
                .statusCode(401)
                .header("X-Request-ID", "id 8");
        one(ada, subject(ada), CREATE, IN_DATA).header("X-Request-ID", nullValue());
    }

    @Test
    void whilePolicyCannotBeAskedNothingIsDecided() {
        var ada = access.account("acme", "Launcher", "data");
        policy.leaveAll(true);
        try {
            one(ada, subject(ada), CREATE, IN_DATA).statusCode(503).body("decision", nullValue());
        } finally {
            policy.leaveAll(false);
        }
    }

    @Test
    void questionsAboutOthersAreOneEventAMinute() {
        var owner = access.account("acme", "Owner", "root");
        var ada = access.stranger("acme");

        for (int i = 0; i < 3; i++) {
            one(owner, subject(ada), CREATE, IN_DATA).statusCode(200);
        }

        assertThat(calls.askedOfOthers(owner)).isEqualTo("1");
    }

    @Test
    void thePlacesToAskArePublished() {
        given().get("/.well-known/authzen-configuration")
                .then()
                .statusCode(200)
                .body("policy_decision_point", containsString("://"))
                .body("access_evaluation_endpoint", endsWith("/access/v1/evaluation"))
                .body("access_evaluations_endpoint", endsWith("/access/v1/evaluations"))
                .body("size()", equalTo(3));
    }
}
