package dev.gatehouse.gateway.explanation;

import static dev.gatehouse.gateway.explanation.ExplanationCalls.post;

import dev.gatehouse.gateway.identity.TestAccess;
import io.restassured.response.ValidatableResponse;

/** Requests in the shape of AuthZEN 1.0. */
final class EvaluationCalls {
    static final String CREATE = "\"action\": {\"name\": \"create\"}";
    static final String IN_DATA = "\"resource\": {\"type\": \"execution\", \"id\": \"data/etl\"}";
    static final String IN_DEV = "\"resource\": {\"type\": \"execution\", \"id\": \"dev/etl\"}";

    private EvaluationCalls() {}

    static ValidatableResponse one(TestAccess.Account caller, String... members) {
        return post(caller, "/access/v1/evaluation", object(members)).then();
    }

    static ValidatableResponse many(TestAccess.Account caller, String... members) {
        return post(caller, "/access/v1/evaluations", object(members)).then();
    }

    static String object(String... members) {
        return "{" + String.join(", ", members) + "}";
    }

    static String subject(TestAccess.Account who) {
        return subject("service_account", who.subject().toString());
    }

    static String subject(String type, String id) {
        return "\"subject\": {\"type\": \"%s\", \"id\": \"%s\"}".formatted(type, id);
    }

    static String list(String... evaluations) {
        return "\"evaluations\": [" + String.join(", ", evaluations) + "]";
    }

    static String semantic(String name) {
        return "\"options\": {\"evaluations_semantic\": \"" + name + "\"}";
    }
}
