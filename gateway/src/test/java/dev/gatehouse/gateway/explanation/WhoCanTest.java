package dev.gatehouse.gateway.explanation;

import static dev.gatehouse.gateway.explanation.ExplanationCalls.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may something: subjects, groups, and the members of groups. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class WhoCanTest {
    @Inject
    TestAccess access;

    @Inject
    ExplanationCalls calls;

    @Inject
    WhoCan whoCan;

    private final String namespace = "who-" + UUID.randomUUID().toString().substring(24);
    private TestAccess.Account owner;

    @BeforeEach
    void somebodyMayAsk() {
        owner = access.account("acme", "Owner", "root");
    }

    private static Response ask(TestAccess.Account who, Map<String, ?> query) {
        return as(who).queryParams(query).get("/api/v1/" + who.tenant() + "/policy/who-can");
    }

    private Map<String, Object> query(String... more) {
        var query = new HashMap<String, Object>(
                Map.of("permission", "execution:create", "namespace", namespace, "limit", "1000"));
        for (int i = 0; i < more.length; i += 2) {
            query.put(more[i], more[i + 1]);
        }
        return query;
    }

    private List<String> ids() {
        return ask(owner, query()).then().statusCode(200).extract().path("items.id");
    }

    @Test
    void areThoseWhomABindingGivesItWithTheBinding() {
        var ada = access.account("acme", "Launcher", namespace);

        ask(owner, query())
                .then()
                .statusCode(200)
                .body("items.id", hasItem(ada.subject().toString()))
                .rootPath("items.find { it.id == '" + ada.subject() + "' }")
                .body("kind", equalTo("service_account"))
                .body("name", equalTo(ada.name()))
                .body("role", equalTo("Launcher"))
                .body("namespace", equalTo(namespace))
                .body("by.kind", equalTo("rolebinding"))
                .body("by.name", equalTo("of-" + ada.subject()))
                .body("by.revision", equalTo(1))
                .body("when", nullValue())
                .body("expires", nullValue());
    }

    @Test
    void areNamedWithTheTermsOnWhichTheyAreGivenIt() {
        var ada = access.stranger("acme");
        calls.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: sometimes}
                spec:
                  role: Launcher
                  subjects: [{id: %s}]
                  when: "false"
                  expires: "2099-06-30T18:00:00+02:00"
                """.formatted(namespace, namespace, ada.subject()));

        ask(owner, query())
                .then()
                .statusCode(200)
                .rootPath("items.find { it.id == '" + ada.subject() + "' }")
                .body("by.name", equalTo("sometimes"))
                .body("when", equalTo("false"))
                .body("expires", equalTo("2099-06-30T16:00:00Z"));
    }

    @Test
    void areNotThoseWhoHaveItElsewhereOrSomethingElseOrNoMore() {
        var elsewhere = access.account("acme", "Launcher", "dev");
        var other = calls.with(namespace, "log:read");
        var ended = access.account("acme", "Launcher", namespace);
        access.end(ended);

        assertThat(ids())
                .doesNotContain(
                        elsewhere.subject().toString(),
                        other.subject().toString(),
                        ended.subject().toString());
    }

    @Test
    void groupsAreFollowedByTheirMembersOnRequest() {
        var ada = access.stranger("acme");
        var bob = access.stranger("acme");
        UUID group = calls.group("Operators", ada.subject(), bob.subject());
        calls.bind("ops", "Launcher", namespace, "{group: " + group + "}");

        assertThat(ids())
                .contains(group.toString())
                .doesNotContain(ada.subject().toString());
        ask(owner, query("members", "true"))
                .then()
                .body(
                        "items.id",
                        hasItems(ada.subject().toString(), bob.subject().toString()))
                .rootPath("items.find { it.id == '" + ada.subject() + "' }")
                .body("through.id", equalTo(group.toString()))
                .body("through.name", equalTo("Operators"))
                .body("by.name", equalTo("ops"));
    }

    @Test
    void comeInPagesOfWhichEachGoesOnWhereTheOneBeforeEnded() {
        String tenant = "paged-" + UUID.randomUUID().toString().substring(24);
        access.sql("INSERT INTO tenant (name, id) VALUES (?, gen_random_uuid())", tenant);
        for (int i = 0; i < 3; i++) {
            UUID group = UUID.randomUUID();
            access.sql("""
                    INSERT INTO directory_group (tenant, id, source, provider, display_name, display_name_lc)
                    VALUES (?, ?, 'claim', 'idp', 'g', 'g')""", tenant, group);
            access.sql("""
                    INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                    VALUES (?, 'rolebinding', 'data', ?, gen_random_uuid(), 1, ?::jsonb, '', gen_random_uuid())""", tenant, "g" + i, """
                    {"role": "Launcher", "subjects": [{"group": "%s"}]}""".formatted(group));
            for (int member = 0; member < 4; member++) {
                access.sql(
                        "INSERT INTO membership (tenant, group_id, user_id, provenance) VALUES (?, ?, ?, 'idp')",
                        tenant,
                        group,
                        access.stranger(tenant).subject());
            }
            access.end(access.account(tenant, "Launcher", "data"));
            access.account(tenant, "Launcher", "data");
        }
        access.sql("""
                UPDATE directory_group SET deleted_at = now()
                 WHERE tenant = ? AND id = (SELECT min(id::text)::uuid FROM directory_group WHERE tenant = ?)""", tenant, tenant);

        List<String> all = pages(tenant, 1000, true);

        for (int size : new int[] {1, 2, 3, 4, 5, 7}) {
            assertThat(pages(tenant, size, true)).as("pages of " + size).isEqualTo(all);
            assertThat(pages(tenant, size, false)).as("pages of " + size).isEqualTo(pages(tenant, 1000, false));
        }
        assertThat(all).hasSize(13).doesNotHaveDuplicates();
        assertThat(pages(tenant, 1000, false)).hasSize(5);
    }

    /** The ids on all pages of the size. */
    private List<String> pages(String tenant, int size, boolean members) {
        List<String> ids = new ArrayList<>();
        Optional<HolderCursor> after = Optional.empty();
        do {
            Map<String, Object> page = whoCan.page(new WhoCan.Wanted(
                    tenant, Permission.EXECUTION_CREATE, new Namespace("data"), members, after, size));
            List<?> items = (List<?>) page.getOrDefault("items", List.of());
            assertThat(items).hasSizeLessThanOrEqualTo(size);
            items.forEach(item -> ids.add(String.valueOf(((Map<?, ?>) item).get("id"))));
            after = Optional.ofNullable(page.get("next")).flatMap(next -> HolderCursor.parse(next.toString()));
        } while (after.isPresent());
        return ids;
    }

    @Test
    void itTakesLeaveToReadPolicyThereAndPeople() {
        ask(calls.with("root", "policy:read", "subject:read"), query()).then().statusCode(200);
        ask(calls.with("root", "policy:read"), query()).then().statusCode(403);
        ask(calls.with("root", "subject:read"), query()).then().statusCode(403);
        ask(access.account("acme", "Launcher", namespace), query()).then().statusCode(403);
    }

    @Test
    void anotherTenantHasItsOwn() {
        var ada = access.account("acme", "Launcher", namespace);
        var stranger = access.account("globex", "Owner", "root");

        ask(stranger, query())
                .then()
                .statusCode(200)
                .body("items.id", not(hasItem(ada.subject().toString())))
                .body("items.id", everyItem(not(equalTo(owner.subject().toString()))));
        as(stranger)
                .queryParams(query())
                .get("/api/v1/acme/policy/who-can")
                .then()
                .statusCode(404);
    }

    @Test
    void whatCannotBeReadIsNamed() {
        ask(owner, Map.of()).then().statusCode(422).body("code", equalTo("parameter_invalid"));
        ask(owner, query("permission", "execution:fly")).then().statusCode(422);
        ask(owner, query("namespace", "Not One")).then().statusCode(422);
        ask(owner, query("members", "perhaps")).then().statusCode(422);
        ask(owner, query("after", "nowhere")).then().statusCode(422);
        ask(owner, query("limit", "0")).then().statusCode(422);
    }
}
