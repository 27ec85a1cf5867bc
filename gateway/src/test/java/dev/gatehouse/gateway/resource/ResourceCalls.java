package dev.gatehouse.gateway.resource;

import static io.restassured.RestAssured.given;

import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.restassured.response.ValidatableResponse;
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
}
