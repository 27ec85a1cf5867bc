package dev.gatehouse.gateway.explanation;

import static dev.gatehouse.gateway.explanation.EvaluationCalls.CREATE;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.IN_DATA;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.IN_DEV;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.list;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.many;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.object;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.semantic;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.subject;
import static dev.gatehouse.gateway.explanation.ExplanationCalls.post;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Several questions of another system at once. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class EvaluationsTest {
    @Inject
    TestAccess access;

    @Test
    void severalAreAnsweredInTheirOrderEachWithTheDefaultsThatItDoesNotReplace() {
        var ada = access.account("acme", "Launcher", "data");

        many(
                        ada,
                        subject(ada),
                        CREATE,
                        IN_DATA,
                        list(
                                "{}",
                                object(IN_DEV),
                                object("\"action\": {\"name\": \"read\"}"),
                                object("\"action\": {\"name\": \"fly\"}")))
                .statusCode(200)
                .body("evaluations.decision", contains(true, false, true, false))
                .body("decision", nullValue());
    }

    @Test
    void aMalformedOneIsDeniedAndTheOthersAreAnswered() {
        var ada = access.account("acme", "Launcher", "data");

        many(ada, subject(ada), IN_DATA, list(object(CREATE), "{}", "7", object("\"action\": {\"name\": \"\"}")))
                .statusCode(200)
                .body("evaluations.decision", contains(true, false, false, false))
                .body("evaluations[1].context.error.status", equalTo(400))
                .body("evaluations[1].context.error.message", containsString("/action/name"));
    }

    @Test
    void theFirstDenialEndsThemWhereThatIsWanted() {
        var ada = access.account("acme", "Launcher", "data");

        many(
                        ada,
                        subject(ada),
                        CREATE,
                        semantic("deny_on_first_deny"),
                        list(object(IN_DATA), object(IN_DEV), object(IN_DATA)))
                .body("evaluations.decision", contains(true, false));
    }

    @Test
    void theFirstPermitEndsThemWhereThatIsWanted() {
        var ada = access.account("acme", "Launcher", "data");

        many(
                        ada,
                        subject(ada),
                        CREATE,
                        semantic("permit_on_first_permit"),
                        list(object(IN_DEV), object(IN_DATA), object(IN_DATA)))
                .body("evaluations.decision", contains(false, true));
    }

    @Test
    void allAreAnsweredWhereThatIsWanted() {
        var ada = access.account("acme", "Launcher", "data");

        many(ada, subject(ada), CREATE, semantic("execute_all"), list(object(IN_DEV), object(IN_DATA)))
                .body("evaluations.decision", contains(false, true));
    }

    @Test
    void withoutAListItIsOne() {
        var ada = access.account("acme", "Launcher", "data");

        many(ada, subject(ada), CREATE, IN_DATA).body("decision", equalTo(true)).body("evaluations", nullValue());
        many(ada, subject(ada), CREATE, IN_DEV, list()).body("decision", equalTo(false));
    }

    @Test
    void oneThatMayNotBeAskedRefusesAll() {
        var ada = access.account("acme", "Launcher", "data");
        var bob = access.stranger("acme");

        many(ada, subject(ada), CREATE, list(object(IN_DATA), object(subject(bob), IN_DATA)))
                .statusCode(403)
                .body("evaluations", nullValue());
    }

    @Test
    void whatIsNoListOfThemIsABadRequest() {
        var ada = access.stranger("acme");
        String many = String.join(", ", Collections.nCopies(101, "{}"));

        many(ada, "\"evaluations\": {}").statusCode(400).body("errors.pointer", contains("/evaluations"));
        many(ada, list(many)).statusCode(400).body("errors.pointer", contains("/evaluations"));
        many(ada, semantic("whatever"), list("{}"))
                .statusCode(400)
                .body("errors.pointer", contains("/options/evaluations_semantic"));
        post(ada, "/access/v1/evaluations", "{").then().statusCode(400).body("code", equalTo("malformed_json"));
    }

    @Test
    void aHundredAreAnsweredAtOnce() {
        var ada = access.account("acme", "Launcher", "data");

        many(ada, subject(ada), CREATE, IN_DATA, list(String.join(", ", Collections.nCopies(100, "{}"))))
                .body("evaluations", hasSize(100));
    }
}
