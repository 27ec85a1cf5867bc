package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators see of groups: those that SCIM clients made, and those of claims that something names. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class GroupViewTest {
    @Inject
    TestAccess access;

    private final String mark = UUID.randomUUID().toString().substring(24);
    private TestAccess.Account owner;
    private ScimCalls scim;
    private FakeIssuer issuer;

    @BeforeEach
    void openDoor() throws IOException {
        owner = access.account("acme", "Owner", "root");
        scim = ScimCalls.newClient(access, "acme");
        issuer = new FakeIssuer();
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private ValidatableResponse see(String path) {
        return see(owner, path).then();
    }

    private static Response see(TestAccess.Account by, String path) {
        return given().auth().oauth2(by.token()).get("/api/v1/" + by.tenant() + path);
    }

    private ValidatableResponse apply(String query, String yaml) {
        return given().auth()
                .oauth2(owner.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply" + query)
                .then()
                .statusCode(200);
    }

    private static String binding(String name, String subject) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: %s}
                spec: {role: Launcher, subjects: [%s]}
                """.formatted(name, subject);
    }

    private String declaration(String more) {
        return issuer.declaration("corp-" + mark).replace("groupsClaim: groups}", "groupsClaim: groups" + more + "}");
    }

    private String claimed(String name) {
        return "idp:corp-" + mark + "/" + name;
    }

    @Test
    void ofAProvisionedGroupShowClientMembersAndRoles() {
        String ada = scim.user("ada" + mark);
        String bob = scim.user("bob" + mark);
        String group = scim.group("Ops " + mark, ada, bob);
        apply("", binding("b" + mark, "{group: " + group + "}"));
        String client = access.query("SELECT name FROM scim_client WHERE id = ?::uuid", scim.client())
                .orElseThrow();

        see("/groups/" + group)
                .statusCode(200)
                .body("name", equalTo("Ops " + mark))
                .body("source", equalTo("scim"))
                .body("client", equalTo(client))
                .body("members", equalTo(2))
                .body("roles.items.role", contains("Launcher"))
                .body("roles.items[0].by.name", equalTo("b" + mark))
                .body("roles.items[0].group", nullValue());
        see("/groups/" + group + "/roles").statusCode(200).body("items", hasSize(1));
        var first = see("/groups/" + group + "/members?limit=1")
                .statusCode(200)
                .body("items[0].provenance", equalTo("scim:" + client))
                .body("items[0].since", notNullValue())
                .body("items[0].active", equalTo(true))
                .extract();
        String second = see("/groups/" + group + "/members?limit=1&after=" + first.path("next"))
                .body("next", nullValue())
                .extract()
                .path("items[0].id");
        assertThat(List.of(first.<String>path("items[0].id"), second)).containsExactlyInAnyOrder(ada, bob);
    }

    @Test
    void areListedByTheBeginningOfTheNameInAnyCase() {
        String beta = scim.group("BETA " + mark);
        String alpha = scim.group("alpha " + mark);
        String bet = scim.group("bet " + mark);

        see("/groups?name=beta " + mark).statusCode(200).body("items.id", contains(beta));
        var first = see("/groups?name=bet&limit=1").extract();
        assertThat(first.<String>path("next")).isEqualTo(first.path("items[0].id"));
        see("/groups?name=bet " + mark + "&limit=1")
                .body("items.id", contains(bet))
                .body("next", nullValue());
        see("/groups?name=alpha " + mark + "&after=" + alpha).body("items", hasSize(0));
        scim.delete("/Groups/" + beta).then().statusCode(204);
        see("/groups?name=beta " + mark).body("items", hasSize(0));
        see("/groups/" + beta).statusCode(404);
    }

    @Test
    void aGroupOfClaimsHasANameOnceABindingNamesIt() {
        apply("", declaration(""));
        see("/groups?name=idp:corp-" + mark).body("items", hasSize(0));

        apply("", binding("b" + mark, "{group: '" + claimed("Ops") + "'}"));

        String group = see("/groups?name=idp:corp-" + mark)
                .body("items", hasSize(1))
                .body("items[0].name", equalTo(claimed("Ops")))
                .body("items[0].source", equalTo("claim"))
                .body("items[0].provider", equalTo("corp-" + mark))
                .extract()
                .path("items[0].id");
        see("/rolebindings/root/b" + mark).body("spec.subjects", equalTo(List.of(Map.of("group", group))));
        see("/groups/" + group)
                .statusCode(200)
                .body("roles.items[0].by.name", equalTo("b" + mark))
                .body("members", nullValue());
        see("/groups/" + group + "/members").statusCode(200).body("items", hasSize(0));
    }

    @Test
    void aGroupOfClaimsHasANameOnceItsProviderMapsIt() {
        String grants = ", grants: [{group: data, role: Launcher, namespace: root}]";
        apply("?dryRun=true", declaration(grants));
        see("/groups?name=idp:corp-" + mark).body("items", hasSize(0));

        apply("", declaration(grants));
        apply("", declaration(grants));

        String group = see("/groups?name=idp:corp-" + mark)
                .body("items.name", contains(claimed("data")))
                .extract()
                .path("items[0].id");
        see("/groups/" + group)
                .body("roles.items[0].by.kind", equalTo("identityprovider"))
                .body("roles.items[0].by.name", equalTo("corp-" + mark));
    }

    @Test
    void groupsOfAProviderThatIsGoneAreGoneAndOthersComeWithTheNext() {
        String grants = ", grants: [{group: data, role: Launcher, namespace: root}]";
        apply("", declaration(grants));
        String before = see("/groups?name=idp:corp-" + mark).extract().path("items[0].id");

        given().auth()
                .oauth2(owner.token())
                .delete("/api/v1/acme/identityproviders/corp-" + mark)
                .then()
                .statusCode(200);

        see("/groups?name=idp:corp-" + mark).body("items", hasSize(0));
        see("/groups/" + before).statusCode(404);
        apply("", declaration(grants));
        String after = see("/groups?name=idp:corp-" + mark)
                .body("items", hasSize(1))
                .extract()
                .path("items[0].id");
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void anotherTenantsAreNotThereAndWhoMayNotReadThemIsRefused() {
        String group = scim.group("Ops " + mark);
        var stranger = access.account("globex", "Owner", "root");
        var launcher = access.account("acme", "Launcher", "root");

        see(stranger, "/groups?name=ops " + mark).then().statusCode(200).body("items", hasSize(0));
        for (String path :
                List.of("/groups/" + group, "/groups/" + group + "/members", "/groups/" + group + "/roles")) {
            see(stranger, path).then().statusCode(404);
            see(launcher, path).then().statusCode(403);
        }
        see(launcher, "/groups").then().statusCode(403);
        see("/groups/x/members").statusCode(404);
        see("/groups?limit=x").statusCode(422);
    }
}
