package dev.gatehouse.gateway.explanation;

import static io.restassured.RestAssured.given;

import dev.gatehouse.gateway.identity.TestAccess;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** People, groups and rules of the tenant {@code acme}, and what they ask. */
@Singleton
class ExplanationCalls {
    private final TestAccess access;

    ExplanationCalls(TestAccess access) {
        this.access = access;
    }

    /** Somebody with these permissions on the namespace, and no others. */
    TestAccess.Account with(String namespace, String... permissions) {
        String role = "role-" + UUID.randomUUID().toString().substring(24);
        apply("""
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["%s"]}
                """.formatted(role, String.join("\", \"", permissions)));
        return access.account("acme", role, namespace);
    }

    /** A group of these members. */
    UUID group(String name, UUID... members) {
        UUID group = UUID.randomUUID();
        access.sql("""
                INSERT INTO directory_group (tenant, id, source, provider, display_name, display_name_lc)
                VALUES ('acme', ?, 'claim', 'idp', ?, lower(?))""", group, name, name);
        for (UUID member : members) {
            access.sql("""
                    INSERT INTO membership (tenant, group_id, user_id, provenance)
                    VALUES ('acme', ?, ?, 'idp')""", group, member);
            access.sql("UPDATE subject SET version = version + 1 WHERE tenant = 'acme' AND id = ?", member);
        }
        return group;
    }

    void bind(String name, String role, String namespace, String subject) {
        apply("""
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: %s}
                spec: {role: %s, subjects: [%s]}
                """.formatted(namespace, namespace, name, role, subject));
    }

    void apply(String yaml) {
        apply(access.account("acme", "Owner", "root"), yaml);
    }

    static void apply(TestAccess.Account who, String yaml) {
        as(who).contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    static RequestSpecification as(TestAccess.Account who) {
        return given().auth().oauth2(who.token());
    }

    static Response post(TestAccess.Account who, String path, String body) {
        return as(who).contentType("application/json").body(body).post(path);
    }

    /** The answer to a wish to start a job that there is not. */
    static Response start(TestAccess.Account who, String job) {
        return post(who, "/api/v1/acme/executions", "{\"job\": \"%s\"}".formatted(job));
    }

    /** Somebody may start something, but elsewhere: the id of the decision that denied it here. */
    String deniedStart(TestAccess.Account who, String job) {
        return start(who, job).then().statusCode(403).extract().path("decision");
    }

    /** How many events say that the account asked about others. */
    String askedOfOthers(TestAccess.Account who) {
        return access.query(
                        "SELECT count(*) FROM event WHERE code = 'policy.asked'"
                                + " AND position(? IN convert_from(leaf, 'UTF8')) > 0",
                        who.subject().toString())
                .orElseThrow();
    }
}
