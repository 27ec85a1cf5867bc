package dev.gatehouse.gateway.routes;

import static java.util.Map.entry;

import java.util.Map;

/** Bodies of requests that are good in everything but who sends them. */
final class RouteBodies {
    static final String MANIFEST = """
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: routes, name: %s}
            spec: {workerGroup: routes, run: {process: {command: ["true"]}}}
            """;

    static final String GROUP = """
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: routes}
            spec: {}
            """;

    private static final String EVALUATION = """
            {"subject": {"type": "user", "id": "somebody"}, "action": {"name": "read"},
             "resource": {"type": "job", "id": "routes/walked"}}""";

    /** A request that is good in everything but who sends it; `{}` where a route reads no body. */
    static final Map<String, String> ALL = Map.ofEntries(
            entry("POST /api/v1/{tenant}/executions", "{\"job\": \"routes/walked\"}"),
            entry("POST /api/v1/{tenant}/executions/{id}/cancel", "{\"reason\": \"enough\"}"),
            entry("POST /api/v1/{tenant}/approvals/{id}/approve", "{\"digest\": \"" + "0".repeat(64) + "\"}"),
            entry("POST /api/v1/{tenant}/approvals/{id}/reject", "{\"digest\": \"" + "0".repeat(64) + "\"}"),
            entry("POST /api/v1/{tenant}/apply", MANIFEST.formatted("applied")),
            entry(
                    "POST /api/v1/{tenant}/apply with files",
                    "--b\r\nContent-Disposition: form-data; name=\"manifest\"\r\n\r\n" + MANIFEST.formatted("applied")
                            + "\r\n--b--\r\n"),
            entry(
                    "POST /api/v1/{tenant}/tokens",
                    "{\"for\": \"ci\", \"role\": \"walker\", \"namespace\": \"routes\", \"expires\": \"PT1H\"}"),
            entry(
                    "POST /api/v1/{tenant}/policy/replay",
                    "{\"from\": \"2026-11-01T00:00:00Z\", \"to\": \"2026-11-02T00:00:00Z\"}"),
            entry("POST /api/v1/{tenant}/policy/lint", "{}"),
            entry("POST /api/v1/{tenant}/scim-clients", "{\"name\": \"made\"}"),
            entry("POST /api/v1/{tenant}/scim-clients/{name}/secrets", "{}"),
            entry(
                    "PUT /api/v1/{tenant}/scim-clients/{name}/trust",
                    "{\"issuer\": \"https://idp.example\", \"audience\": \"gatehouse\", \"subject\": \"entra\"}"),
            entry(
                    "POST /api/v1/{tenant}/policy/can-i",
                    "{\"permission\": \"job:read\", \"subject\": \"00000000-0000-0000-0000-000000000001\"}"),
            entry("POST /access/v1/evaluation", EVALUATION),
            entry("POST /access/v1/evaluations", EVALUATION),
            entry("POST /api/v1/{tenant}/tokens/own", "{\"expires\": \"PT1H\"}"),
            entry("POST /api/v1/{tenant}/tokens/{id}/rotate", "{\"expires\": \"PT1H\"}"),
            entry("PUT /api/v1/{tenant}/{kinds}/{name}", GROUP),
            entry("PUT /api/v1/{tenant}/{kinds}/{namespace}/{name}", MANIFEST.formatted("walked")),
            entry(
                    "POST /api/v1/{tenant}/kill-switches",
                    "{\"extent\": {\"namespace\": \"halted\"}, \"level\": \"BLOCK\", \"reason\": \"walked\"}"),
            entry("POST /run/{tenant}/introspect", "token=walked"),
            entry("PUT /api/v1/{tenant}/maintenance", "{\"message\": \"walked\"}"),
            entry("PUT /api/v1/{tenant}/secrets/{namespace}/{name}/value", "correct horse"));

    private RouteBodies() {}
}
