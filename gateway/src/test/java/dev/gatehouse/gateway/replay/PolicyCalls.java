package dev.gatehouse.gateway.replay;

import static io.restassured.RestAssured.given;

import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls of the routes that lint and replay, and of those that they need. */
final class PolicyCalls {
    private PolicyCalls() {}

    static String namespaceAndJob(String namespace) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %1$s, name: etl}
                spec:
                  workerGroup: default
                  inputs: {type: object, properties: {day: {type: string}}}
                  run: {process: {command: [echo, "${{ inputs.day }}"]}}
                """.formatted(namespace);
    }

    static String guardrail(String namespace, String name, String spec) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %s, name: %s}
                spec: {match: {actions: ["execution:create"]}, %s}
                """.formatted(namespace, name, spec);
    }

    static Response apply(Account by, String query, String... documents) {
        return given().auth()
                .oauth2(by.token())
                .contentType("application/yaml")
                .body(String.join("---\n", documents).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply" + query);
    }

    static int start(Account by, String namespace, String day) {
        return given().auth()
                .oauth2(by.token())
                .contentType("application/json")
                .body(Map.of("job", namespace + "/etl", "inputs", Map.of("day", day)))
                .post("/api/v1/acme/executions")
                .statusCode();
    }

    /** Of the last hour. */
    static Map<String, Object> order(String namespace) {
        Instant now = Instant.now();
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("namespace", namespace);
        order.put("from", now.minus(Duration.ofHours(1)).toString());
        order.put("to", now.plus(Duration.ofMinutes(5)).toString());
        return order;
    }

    static Map<String, Object> order(String namespace, String candidate) {
        Map<String, Object> order = order(namespace);
        order.put("candidate", candidate);
        return order;
    }

    static Response post(Account by, String tenant, String what, Map<String, ?> body) {
        return given().auth()
                .oauth2(by.token())
                .contentType("application/json")
                .body(body)
                .post("/api/v1/" + tenant + "/policy/" + what);
    }

    /** The lines of a replay that came to its end: groups, and the summary. */
    static List<JsonPath> replay(Account by, Map<String, ?> order) {
        Response response = post(by, "acme", "replay", order);
        response.then().statusCode(200).contentType("application/x-ndjson");
        List<JsonPath> lines = response.asString()
                .lines()
                .map(JsonPath::new)
                .filter(line -> line.get("asked") == null)
                .toList();
        if (lines.getLast().get("summary") == null) {
            throw new AssertionError("cut: " + response.asString());
        }
        return lines;
    }
}
