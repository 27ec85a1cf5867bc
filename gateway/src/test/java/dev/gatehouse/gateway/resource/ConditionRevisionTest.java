package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revisions of rules with conditions: what a condition named stays what it meant. */
@QuarkusTest
class ConditionRevisionTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String place = "";
    private String group = "";
    private String groupName = "";

    @BeforeEach
    void provision() {
        place = "condition-" + UUID.randomUUID();
        owner = access.account("acme", "Owner", "root");
        apply(owner, namespace(place)).statusCode(200);
        group = UUID.randomUUID().toString();
        groupName = "on-call-" + group;
        access.sql("""
                INSERT INTO scim_client (tenant, id, name, created_by)
                VALUES ('acme', gen_random_uuid(), 'conditions', gen_random_uuid()) ON CONFLICT DO NOTHING""");
        access.sql(
                "INSERT INTO directory_group (tenant, id, source, client_id, display_name, display_name_lc)"
                        + " SELECT 'acme', ?::uuid, 'scim', id, ?, ? FROM scim_client"
                        + " WHERE tenant = 'acme' AND name = 'conditions'",
                group,
                groupName,
                groupName);
    }

    private String guardrail(String when) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %s, name: night}
                spec: {match: {actions: ["execution:create"]}, when: "%s", action: Deny}
                """.formatted(place, when);
    }

    private String binding(String rest) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: night}
                spec: {role: Launcher, subjects: [{id: %s}], %s}
                """.formatted(place, owner.subject(), rest);
    }

    @Test
    void aGuardrailIsRevertedToTheGroupThatItNamedThen() {
        apply(owner, guardrail("!inGroup('" + groupName + "')")).statusCode(200);
        apply(owner, guardrail("run.priority > 5")).statusCode(200);
        access.sql(
                "UPDATE directory_group SET display_name = 'renamed', display_name_lc = 'renamed' WHERE tenant = 'acme' AND id = ?::uuid",
                group);

        get(owner, path("guardrails", "/2/diff"))
                .statusCode(200)
                .body("diff.path", contains("/spec/groups", "/spec/when"))
                .body("diff.op", contains("remove", "replace"));
        revert("guardrails").statusCode(200).body("metadata.revision", equalTo(3));

        get(owner, "guardrails/" + place + "/night")
                .body("spec.groups", equalTo(Map.of(groupName, group)))
                .body("spec.when", equalTo("!inGroup('" + groupName + "')"));
        get(owner, path("guardrails", "")).body("items.authorName", hasItems(owner.name()));
    }

    @Test
    void aGuardrailIsNotRevertedToAGroupThatIsGone() {
        apply(owner, guardrail("!inGroup('" + groupName + "')")).statusCode(200);
        apply(owner, guardrail("run.priority > 5")).statusCode(200);
        access.sql("UPDATE directory_group SET deleted_at = now() WHERE tenant = 'acme' AND id = ?::uuid", group);

        revert("guardrails").statusCode(422).body("errors[0].pointer", equalTo("/spec/groups/" + groupName));

        get(owner, "guardrails/" + place + "/night").body("metadata.revision", equalTo(2));
    }

    @Test
    void aBindingIsRevertedWithItsConditionAndItsEnd() {
        apply(owner, binding("when: \"run.priority < 5\", expires: \"2099-01-01T00:00:00+01:00\""))
                .statusCode(200);
        apply(owner, binding("when: \"run.priority < 9\"")).statusCode(200);

        get(owner, path("rolebindings", "/2/diff")).body("diff.path", contains("/spec/expires", "/spec/when"));
        revert("rolebindings").statusCode(200);

        String spec = get(owner, "rolebindings/" + place + "/night")
                .extract()
                .jsonPath()
                .getString("spec.expires");
        assertThat(spec).isEqualTo("2098-12-31T23:00:00Z");
        get(owner, "rolebindings/" + place + "/night").body("spec.when", equalTo("run.priority < 5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01T00:00Z",
                "2026-01-01",
                "2026-01-01T00:00:00",
                "2026-02-30T00:00:00Z",
                "+1000000-01-01T00:00:00Z",
                "-999999999-01-01T00:00:00Z",
                "9999-12-31T23:59:59-18:00"
            })
    void anEndIsAMomentOfRfc3339(String moment) {
        apply(owner, binding("expires: \"" + moment + "\""))
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/spec/expires"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2099-01-01T00:00:00.123456789Z", "9999-12-31T23:59:59Z", "2099-01-01T00:00:00-18:00"})
    void anEndMayBeLateAndFineAndElsewhere(String moment) {
        apply(owner, binding("expires: \"" + moment + "\"")).statusCode(200);
    }

    private String path(String kinds, String rest) {
        return kinds + "/" + place + "/night/revisions" + rest;
    }

    private ValidatableResponse revert(String kinds) {
        return as(owner).post("/api/v1/acme/" + path(kinds, "/1/revert")).then();
    }
}
