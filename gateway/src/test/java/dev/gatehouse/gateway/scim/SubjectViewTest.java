package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.sso.FakeIssuer;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators see of people and service accounts. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class SubjectViewTest {
    @Inject
    TestAccess access;

    private final String mark = UUID.randomUUID().toString().substring(24);
    private TestAccess.Account owner;
    private ScimCalls scim;

    @BeforeEach
    void openDoor() {
        owner = access.account("acme", "Owner", "root");
        scim = ScimCalls.newClient(access, "acme");
    }

    private ValidatableResponse see(String path) {
        return see(owner, path).then();
    }

    private static Response see(TestAccess.Account by, String path) {
        return given().auth().oauth2(by.token()).get("/api/v1/" + by.tenant() + path);
    }

    private void apply(String yaml) {
        given().auth()
                .oauth2(owner.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    private void bind(String name, String role, String subject) {
        apply("""
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: %s}
                spec: {role: %s, subjects: [%s]}
                """.formatted(name, role, subject));
    }

    private String clientName() {
        return access.query("SELECT name FROM scim_client WHERE id = ?::uuid", scim.client())
                .orElseThrow();
    }

    @Test
    void ofAProvisionedUserShowSourceGroupsRolesTokensAndEnds() {
        String ada =
                ScimCalls.made(scim.post("/Users", "{'userName':'ada" + mark + "','externalId':'00u" + mark + "'}"));
        String group = scim.group("Ops " + mark, ada);
        bind("ops-" + mark, "Launcher", "{group: " + group + "}");
        bind("ada-" + mark, "Owner", "{id: " + ada + "}");
        String token = access.token("acme", UUID.fromString(ada));
        access.sql("""
                INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, caused_by)
                VALUES ('acme', gen_random_uuid(), ?::uuid, 1, 'administrator', 'everything', ?::uuid)""", ada, ada);

        var seen = see("/subjects/" + ada).statusCode(200);

        seen.body("kind", equalTo("user"))
                .body("name", equalTo("ada" + mark))
                .body("active", equalTo(true))
                .body("since", notNullValue())
                .body("source.type", equalTo("scim"))
                .body("source.client", equalTo(clientName()))
                .body("source.userName", equalTo("ada" + mark))
                .body("source.externalId", equalTo("00u" + mark));
        seen.body("groups.items", hasSize(1))
                .body("groups.items[0].id", equalTo(group))
                .body("groups.items[0].name", equalTo("Ops " + mark))
                .body("groups.items[0].source", equalTo("scim"))
                .body("groups.items[0].provenance", equalTo("scim:" + clientName()))
                .body("groups.items[0].since", notNullValue());
        seen.body("roles.items.role", contains("Launcher", "Owner"))
                .body("roles.items[0].namespace", equalTo("root"))
                .body("roles.items[0].by.kind", equalTo("rolebinding"))
                .body("roles.items[0].by.name", equalTo("ops-" + mark))
                .body("roles.items[0].by.revision", equalTo(1))
                .body("roles.items[0].group.name", equalTo("Ops " + mark))
                .body("roles.items[1].by.name", equalTo("ada-" + mark))
                .body("roles.items[1].group", nullValue());
        seen.body("tokens", hasSize(1))
                .body("tokens[0].hint", equalTo("gha_" + "…" + token.substring(token.length() - 4)))
                .body("tokens[0].expiresAt", notNullValue());
        seen.body("accessEnds", hasSize(1))
                .body("accessEnds[0].reason", equalTo("administrator"))
                .body("accessEnds[0].state", equalTo("running"));
    }

    @Test
    void whoWasDeletedIsStillShownAsThat() {
        String ada = scim.user("ada" + mark);
        scim.delete("/Users/" + ada).then().statusCode(204);

        see("/subjects/" + ada)
                .statusCode(200)
                .body("active", equalTo(false))
                .body("source.deletedAt", notNullValue())
                .body("groups.items", hasSize(0));
    }

    @Test
    void ofANewcomerTheProviderIsShown() throws IOException {
        try (var issuer = new FakeIssuer()) {
            apply(issuer.declaration("corp-" + mark).replace("groupsClaim: groups", "jitUsers: true"));
            String newcomer = given().auth()
                    .oauth2(issuer.token("00u" + mark, Duration.ofMinutes(5)))
                    .get("/api/v1/acme/probe")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("subject");

            see("/subjects/" + newcomer)
                    .statusCode(200)
                    .body("source.type", equalTo("identity_provider"))
                    .body("source.provider", equalTo("corp-" + mark))
                    .body("source.issuer", equalTo(issuer.issuer()))
                    .body("source.claim", equalTo("sub"))
                    .body("source.value", equalTo("00u" + mark));
        }
    }

    @Test
    void areListedByKindAndTheBeginningOfTheNameInAnyCase() {
        String ada = scim.user("Ada." + mark);
        String bob = scim.user("bob." + mark);

        see("/subjects?kind=user&name=aDA." + mark)
                .statusCode(200)
                .body("items.id", contains(ada))
                .body("items[0].source.type", equalTo("scim"))
                .body("next", nullValue());
        see("/subjects?name=ada." + mark).body("items.id", contains(ada));
        see("/subjects?kind=service_account&name=ada." + mark).body("items", hasSize(0));
        see("/subjects?kind=service_account&name=" + owner.name())
                .body("items.id", contains(owner.subject().toString()))
                .body("items[0].source.type", equalTo("service_account"));
        // Of everybody's there are tens of thousands here, made by other tests.
        see("/subjects?limit=3").body("items", hasSize(3)).body("next", notNullValue());
        see("/subjects?name=bob." + mark).body("items.id", contains(bob));
    }

    @Test
    void pagesHaveEachOnceAndInOrder() {
        var all = new ArrayList<String>();
        for (String name : List.of("c", "A", "b", "D", "e")) {
            all.add(scim.user("p" + mark + name));
        }

        assertThat(pages("/subjects?limit=2&name=P" + mark))
                .containsExactly(all.get(1), all.get(2), all.get(0), all.get(3), all.get(4));
        assertThat(pages("/subjects?kind=user&limit=1&name=P" + mark)).hasSize(5);
        assertThat(pages("/subjects?limit=4&name=p" + mark)).hasSize(5).doesNotHaveDuplicates();
    }

    private List<String> pages(String path) {
        var all = new ArrayList<String>();
        String next = "";
        do {
            var page = see(path + (next.isEmpty() ? "" : "&after=" + next))
                    .statusCode(200)
                    .extract();
            all.addAll(page.path("items.id"));
            next = page.path("next");
        } while (next != null);
        return all;
    }

    @Test
    void groupsAndRolesHavePagesOfTheirOwn() {
        String ada = scim.user("ada" + mark);
        var groups = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            groups.add(scim.group("g" + i + mark, ada));
        }
        bind(
                "all-" + mark,
                "Launcher",
                "{group: " + groups.get(0) + "}, {group: " + groups.get(1) + "}, {group: " + groups.get(2) + "}");

        assertThat(pages("/subjects/" + ada + "/groups?limit=2")).containsExactlyInAnyOrderElementsOf(groups);
        var first = see("/subjects/" + ada + "/roles?limit=2")
                .body("items", hasSize(2))
                .extract();
        see("/subjects/" + ada + "/roles?limit=2&after=" + first.path("next"))
                .body("items", hasSize(1))
                .body("next", nullValue());
    }

    @Test
    void tokensAreListedBySubject() {
        var ada = access.stranger("acme");
        access.stranger("acme");

        see("/tokens?subject=" + ada.subject())
                .statusCode(200)
                .body("items.subject", contains(ada.subject().toString()));
        see("/tokens?subject=nobody").statusCode(422);
    }

    @Test
    void endedTokensAreNotShown() {
        var ada = access.stranger("acme");
        access.sql("UPDATE api_token SET revoked_at = now() WHERE subject_id = ?", ada.subject());

        see("/subjects/" + ada.subject()).statusCode(200).body("tokens", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/subjects?kind=worker", "/subjects?limit=0", "/subjects?after=x", "/subjects?name=\0"})
    void wrongParametersAreNamed(String path) {
        see(path).statusCode(422).body("code", equalTo("parameter_invalid"));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        for (String none : List.of("x", UUID.randomUUID().toString(), "00000000-0000-0000-0000-000000000000")) {
            see("/subjects/" + none).statusCode(404);
            see("/subjects/" + none + "/groups").statusCode(404);
            see("/subjects/" + none + "/roles").statusCode(404);
        }
        see("/subjects?after=" + UUID.randomUUID()).statusCode(200).body("items", hasSize(0));
        see("/subjects/" + owner.subject() + "/roles?after=~").statusCode(200).body("items", hasSize(0));
    }

    @Test
    void anotherTenantsAreNotThere() {
        var stranger = access.account("globex", "Owner", "root");
        String ada = scim.user("ada" + mark);

        for (String path : List.of("/subjects/" + ada, "/subjects/" + ada + "/groups", "/subjects/" + ada + "/roles")) {
            see(stranger, path).then().statusCode(404);
            given().auth()
                    .oauth2(stranger.token())
                    .get("/api/v1/acme" + path)
                    .then()
                    .statusCode(404);
        }
        see(stranger, "/subjects?name=ada" + mark).then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void whoMayNotReadThemIsRefusedAndOneSelfIsNoException() {
        var launcher = access.account("acme", "Launcher", "root");

        see(launcher, "/subjects").then().statusCode(403);
        see(launcher, "/subjects/" + launcher.subject()).then().statusCode(403);
        see("/subjects/" + launcher.subject()).body("roles.items.role", hasItem("Launcher"));
    }

    @Test
    void noAnswerHasATokenInIt() {
        var ada = access.stranger("acme");
        String hash = access.query("SELECT encode(hash, 'hex') FROM api_token WHERE subject_id = ?", ada.subject())
                .orElseThrow();

        for (String path : List.of(
                "/subjects?name=" + ada.name(),
                "/subjects/" + ada.subject(),
                "/subjects/" + ada.subject() + "/groups",
                "/subjects/" + ada.subject() + "/roles",
                "/tokens?subject=" + ada.subject(),
                "/groups",
                "/scim-clients/" + clientName())) {
            assertThat(see(path).statusCode(200).extract().asString())
                    .as(path)
                    .doesNotContain(
                            ada.token(),
                            ada.token().substring(4, 20),
                            hash,
                            scim.token(),
                            scim.token().substring(4, 20));
        }
    }
}
