package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class IdentityProviderTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String mark;

    @BeforeEach
    void owner() {
        owner = access.account("acme", "Owner", "root");
        mark = owner.subject().toString().substring(24);
    }

    private String document(String name, String spec) {
        return "apiVersion: gatehouse.dev/v1\nkind: IdentityProvider\nmetadata: {name: %s}\nspec: {%s}\n"
                .formatted(name + mark, spec);
    }

    private ValidatableResponse declared(String name, String spec) {
        return apply(owner, document(name, spec));
    }

    private String issuer() {
        return "issuer: \"https://" + mark + ".example\", audience: gatehouse";
    }

    @Test
    void isStoredWithEveryDefault() {
        declared("okta", issuer()).statusCode(200);

        get(owner, "identityproviders/okta" + mark)
                .statusCode(200)
                .body("spec.algorithms", contains("RS256", "ES256"))
                .body("spec.subjectClaim", equalTo("sub"))
                .body("spec.typ", equalTo("strict"))
                .body("spec.jitUsers", equalTo(false));
    }

    @Test
    void keepsWhatItSays() {
        declared(
                        "okta",
                        issuer() + ", algorithms: [PS512, EdDSA], jwksUri: \"https://keys.example/a?b=c\","
                                + " subjectClaim: oid, groupsClaim: \"https://acme.example/groups\", typ: lenient,"
                                + " clientId: web, jitUsers: true, description: ours")
                .statusCode(200);

        get(owner, "identityproviders/okta" + mark)
                .body("spec.algorithms", contains("PS512", "EdDSA"))
                .body("spec.jwksUri", equalTo("https://keys.example/a?b=c"))
                .body("spec.typ", equalTo("lenient"));
    }

    @Test
    void oneTenantHasEachIssuerOnce() {
        declared("okta", issuer()).statusCode(200);

        declared("okta", issuer() + ", typ: lenient").statusCode(200);
        refused(declared("entra", issuer()), "/spec/issuer");
        refused(
                apply(
                        owner,
                        document("a", "issuer: \"https://x.example\", audience: a") + "---\n"
                                + document("b", "issuer: \"https://x.example\", audience: b")),
                "/spec/issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer: \"https://user@idp.example\", audience: a",
                "issuer: \"https://0x7f.1/\", audience: a",
                "issuer: \"https://idp.example./\", audience: a",
                "issuer: \"https://bücher.example\", audience: a",
                "issuer: \"ftp://idp.example\", audience: a",
                "issuer: \"https://idp.example/?a=b\", audience: a",
                "issuer: \"https://idp.example/#a\", audience: a",
                "issuer: \"\", audience: a",
                "issuer: 7, audience: a"
            })
    void itsIssuerIsAUrlInOneSpelling(String spec) {
        refused(declared("okta", spec), "/spec/issuer");
    }

    /** Its tokens would be refused afterwards, without a word to whoever declared it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gatehouse.test/run/acme",
                "https://gatehouse.test/run/globex",
                "https://gatehouse.test/oidc/acme",
                "https://GateHouse.test:443/run/acme",
                "https://gatehouse.test"
            })
    void noIssuerOfThisGatewayIsBelieved(String issuer) {
        refused(declared("okta", "issuer: \"" + issuer + "\", audience: a"), "/spec/issuer");
    }

    @Test
    void anIssuerThatOnlyLooksLikeThisGatewaysIsBelieved() {
        declared("okta", "issuer: \"https://gatehouse.test.example/run/" + mark + "\", audience: a")
                .statusCode(200);
        declared("entra", "issuer: \"https://gatehouse.test:8443/run/" + mark + "\", audience: a")
                .statusCode(200);
    }

    @Test
    void logsInWithOpenIdAndWhateverElseItSays() {
        declared("okta", issuer() + ", loginScopes: [profile, openid]").statusCode(200);
        get(owner, "identityproviders/okta" + mark).body("spec.loginScopes", contains("profile", "openid"));

        refused(declared("okta", issuer() + ", loginScopes: [profile]"), "/spec/loginScopes");
        refused(declared("okta", issuer() + ", loginScopes: []"), "/spec/loginScopes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "HS512", "RS1", "rs256", ""})
    void noOtherSignatureIsDeclared(String algorithm) {
        refused(declared("okta", issuer() + ", algorithms: [\"" + algorithm + "\"]"), "/spec/algorithms/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "preferred_username", "upn", "unique_name", "name"})
    void noClaimLinksThatPeopleChoose(String claim) {
        refused(declared("okta", issuer() + ", subjectClaim: " + claim), "/spec/subjectClaim");
    }

    @Test
    void anIdTokenIsNeverTakenForAnAccessToken() {
        refused(declared("okta", issuer() + ", clientId: gatehouse, typ: lenient"), "/spec/audience");
        declared("okta", issuer() + ", clientId: gatehouse, typ: strict").statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audience: a",
                "issuer: \"https://idp.example\"",
                "issuer: \"https://idp.example\", audience: \"\"",
                "issuer: \"https://idp.example\", audience: a, secret: x",
                "issuer: \"https://idp.example\", audience: a, typ: any",
                "issuer: \"https://idp.example\", audience: a, jwksUri: \"https://a@idp.example\"",
                "issuer: \"https://idp.example\", audience: a, algorithms: []"
            })
    void whatBreaksTheSchemaIsRefused(String spec) {
        declared("okta", spec).statusCode(422).body("code", equalTo("manifest_invalid"));
    }

    @Test
    void aBindingNamesAGroupOfADeclaredProvider() {
        declared("okta", issuer()).statusCode(200);
        String binding = """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: of-%s}
                spec: {role: Launcher, subjects: [{group: "%s"}]}
                """;

        apply(owner, binding.formatted(mark, "idp:okta" + mark + "/data")).statusCode(200);
        String id = get(owner, "rolebindings/root/of-" + mark)
                .body("spec.subjects[0].group", startsWith("69647067-"))
                .extract()
                .path("spec.subjects[0].group");
        // What is read can be applied again.
        apply(owner, binding.formatted(mark, "x").replace("{group: \"x\"}", "{id: " + id + "}"))
                .statusCode(200)
                .body("items[0].change", equalTo("unchanged"));
        apply(owner, binding.formatted(mark, id)).statusCode(200).body("items[0].change", equalTo("unchanged"));
        for (String group :
                new String[] {"idp:entra" + mark + "/data", "idp:okta" + mark, "okta" + mark + "/data", "data"}) {
            refused(apply(owner, binding.formatted(mark, group)), "/spec/subjects/0/group");
        }
    }

    private ValidatableResponse granting(Account by, String grants) {
        return apply(by, document("okta", issuer() + ", groupsClaim: groups, grants: " + grants));
    }

    @Test
    void mapsItsGroupsToRoles() {
        granting(
                        owner,
                        "[{group: data, role: Launcher, namespace: root}, {group: data, role: Launcher, namespace: root}]")
                .statusCode(200);
        get(owner, "identityproviders/okta" + mark).body("spec.grants[0].group", equalTo("data"));
    }

    @Test
    void mapsNoGroupToARoleWhoseHoldersCanGiveAccess() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: almost-%s}
                spec: {permissions: ["job:read", "rolebinding:write"]}
                """.formatted(mark)).statusCode(200);

        for (String role : new String[] {"Owner", "almost-" + mark}) {
            refused(granting(owner, "[{group: data, role: " + role + ", namespace: root}]"), "/spec/grants/0/role");
        }
    }

    @Test
    void mapsToWhatThereIs() {
        refused(granting(owner, "[{group: data, role: nothing, namespace: root}]"), "/spec/grants/0/role");
        refused(granting(owner, "[{group: data, role: Launcher, namespace: no.where}]"), "/spec/grants/0/namespace");
        refused(
                declared("okta", issuer() + ", grants: [{group: data, role: Launcher, namespace: root}]"),
                "/spec/grants/0/group");
        refused(declared("okta", issuer() + ", scimClient: nobody-" + mark), "/spec/scimClient");
    }

    @Test
    void whoMayNotBindMayNotMap() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: sso-%s}
                spec: {permissions: ["identityprovider:write"]}
                """.formatted(mark)).statusCode(200);
        Account admin = access.account("acme", "sso-" + mark, "root");
        access.sql(
                "INSERT INTO scim_client (tenant, id, name, created_by)"
                        + " VALUES ('acme', gen_random_uuid(), ?, gen_random_uuid())",
                mark);

        granting(admin, "[{group: data, role: Launcher, namespace: root}]")
                .statusCode(403)
                .body("errors[0].message", equalTo("not allowed: rolebinding:write"));
        granting(admin, "[], scimClient: \"" + mark + "\"").statusCode(200);
    }

    @Test
    void aRoleThatAProviderMapsToIsNotDeleted() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: mapped-%s}
                spec: {permissions: ["job:read"]}
                """.formatted(mark)).statusCode(200);
        granting(owner, "[{group: data, role: mapped-" + mark + ", namespace: root}]")
                .statusCode(200);

        ResourceCalls.delete(owner, "roles/mapped-" + mark).statusCode(409);
    }

    private static void refused(ValidatableResponse answer, String pointer) {
        answer.statusCode(422)
                .body("code", equalTo("manifest_invalid"))
                .body("errors.pointer", hasItem(containsString(pointer)));
    }
}
