package dev.gatehouse.gateway.resource;

import static io.restassured.RestAssured.given;

import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;

/** Manifests as text, and calls of the resources' routes. */
final class ResourceCalls {
    private ResourceCalls() {}

    static String namespace(String name) {
        return "apiVersion: gatehouse.dev/v1\nkind: Namespace\nmetadata: {name: %s}\n".formatted(name);
    }

    static String secret(String namespace, String name) {
        return "apiVersion: gatehouse.dev/v1\nkind: Secret\nmetadata: {namespace: %s, name: %s}\n"
                .formatted(namespace, name);
    }

    static String manifest(String... documents) {
        return String.join("---\n", documents);
    }

    static ValidatableResponse apply(Account by, String yaml) {
        return given().auth()
                .oauth2(by.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then();
    }

    static ValidatableResponse get(Account by, String path) {
        return given().auth().oauth2(by.token()).get("/api/v1/acme/" + path).then();
    }

    /** A job in the namespace that does nothing, in the worker group. */
    static String job(String namespace, String name, String group) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: %s}
                spec: {workerGroup: %s, run: {process: {command: ["true"]}}}
                """.formatted(namespace, name, group);
    }

    static String group(String name) {
        return "apiVersion: gatehouse.dev/v1\nkind: WorkerGroup\nmetadata: {name: %s}\n".formatted(name);
    }

    static RequestSpecification as(Account by) {
        return given().auth().oauth2(by.token());
    }

    static ValidatableResponse put(RequestSpecification request, String path, String yaml) {
        return request.contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .put("/api/v1/acme/" + path)
                .then();
    }

    static ValidatableResponse delete(Account by, String path) {
        return as(by).delete("/api/v1/acme/" + path).then();
    }

    /** The id of a new execution of the job. */
    static String start(Account by, String job) {
        return as(by).contentType("application/json")
                .body("{\"job\": \"" + job + "\"}")
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static void cancel(Account by, String execution) {
        as(by).contentType("application/json")
                .body("{\"reason\": \"enough\"}")
                .post("/api/v1/acme/executions/" + execution + "/cancel")
                .then()
                .statusCode(200);
    }
}
