package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.delete;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody gives what they do not hold, by any kind of resource; who holds it does. */
@QuarkusTest
class EscalationRouteTest {
    private static final String NOT_HELD = "not allowed: escalation: Nobody gives what they do not hold: ";
    private static final int ROUNDS = 8;

    @Inject
    TestAccess access;

    private Account owner;
    private Account somebody;

    /** Administers the place alone. */
    private Account admin;

    private String mark;
    private String place;

    @BeforeEach
    void aPlaceWithAnAdministrator() {
        owner = access.account("acme", "Owner", "root");
        somebody = access.stranger("acme");
        mark = owner.subject().toString().replace("-", "").substring(12);
        place = "e" + mark;
        apply(owner, namespace(place)).statusCode(200);
        admin = access.account("acme", "Admin", place);
    }

    private String role(String name, String... permissions) {
        return "apiVersion: gatehouse.dev/v1\nkind: Role\nmetadata: {name: %s}\nspec: {permissions: [\"%s\"]}\n"
                .formatted(name + mark, String.join("\", \"", permissions));
    }

    private String binding(String where, String name, String role, UUID subject) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: %s}
                spec: {role: %s, subjects: [{id: %s}]}
                """.formatted(where, name + mark, role, subject);
    }

    /** Somebody with a role of these permissions on the root. */
    private Account with(String role, String... permissions) {
        apply(owner, role(role, permissions)).statusCode(200);
        return access.account("acme", role + mark, "root");
    }

    private static void refused(ValidatableResponse answer, String missing) {
        answer.statusCode(403)
                .body("code", equalTo("forbidden"))
                .body("errors[0].message", equalTo(NOT_HELD + missing));
    }

    @Test
    void aBindingGivesNoMoreThanItsAuthorHoldsThere() {
        apply(admin, binding(place, "b", "Developer", somebody.subject())).statusCode(200);

        refused(
                apply(admin, binding(place, "b", "Owner", somebody.subject())),
                "audit:read, identityprovider:write, scimclient:write and 1 more in " + place);
        refused(apply(admin, binding(place, "mine", "Auditor", admin.subject())), "audit:read in " + place);
        get(owner, "rolebindings/" + place + "/b" + mark).body("spec.role", equalTo("Developer"));
        get(owner, "rolebindings/" + place + "/mine" + mark).statusCode(404);
    }

    @Test
    void theDenialIsRecorded() {
        refused(apply(admin, binding(place, "b", "Auditor", somebody.subject())), "audit:read in " + place);

        assertThat(access.query("""
                        SELECT body ->> 'object' FROM question
                         WHERE subject_id = ? AND act = 'rolebinding:write' AND outcome = 'deny'
                           AND body -> 'reasons' @> '["escalation"]'""", admin.subject())).contains("access/" + place);
        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE code = 'access.denied' AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%\"actor\":\"" + admin.subject() + "\"%"))
                .contains("1");
    }

    @Test
    void aBindingThatIsDeclaredAgainIsGivenAgain() {
        apply(owner, binding(place, "b", "Auditor", somebody.subject())).statusCode(200);

        refused(apply(admin, binding(place, "b", "Auditor", somebody.subject())), "audit:read in " + place);
        refused(
                put(as(admin), "rolebindings/" + place + "/b" + mark, binding(place, "b", "Auditor", admin.subject())),
                "audit:read in " + place);
        apply(owner, binding(place, "b", "Auditor", somebody.subject()))
                .statusCode(200)
                .body("items[0].change", equalTo("unchanged"));
        // To take away what one does not hold gives nobody anything.
        delete(admin, "rolebindings/" + place + "/b" + mark).statusCode(200);
    }

    @Test
    void aBindingThatIsRevertedIsGivenAgain() {
        apply(owner, binding(place, "b", "Auditor", somebody.subject())).statusCode(200);
        apply(owner, binding(place, "b", "Viewer", somebody.subject())).statusCode(200);
        apply(owner, binding(place, "b", "Launcher", somebody.subject())).statusCode(200);
        String revisions = "/api/v1/acme/rolebindings/" + place + "/b" + mark + "/revisions/";

        refused(as(admin).post(revisions + "1/revert").then(), "audit:read in " + place);
        as(admin).post(revisions + "2/revert").then().statusCode(200);
        as(owner).post(revisions + "1/revert").then().statusCode(200);
    }

    @Test
    void aTokenGivesNoMoreThanItsScopeLeaves() {
        String token = as(owner)
                .contentType("application/json")
                .body("{\"expires\": \"PT1H\", \"permissions\": [\"rolebinding:write\", \"job:read\"]}")
                .post("/api/v1/acme/tokens/own")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        var scoped = new Account("acme", owner.subject(), owner.name(), token);
        apply(owner, role("reads", "job:read")).statusCode(200);

        refused(
                apply(scoped, binding(place, "b", "Editor", somebody.subject())),
                "execution:read, job:write, log:read and 3 more in " + place);
        apply(scoped, binding(place, "b", "reads" + mark, somebody.subject())).statusCode(200);
    }

    @Test
    void aRoleGetsNoMoreThanItsAuthorHoldsWhereverItIsGiven() {
        Account author = with("author", "role:write", "job:read");
        access.account("acme", with("holder", "job:write").name(), "root");
        apply(owner, role("bound", "job:read")).statusCode(200);
        apply(owner, binding(place, "b", "bound" + mark, somebody.subject())).statusCode(200);

        refused(apply(author, role("bound", "job:read", "job:write", "log:read")), "job:write, log:read in " + place);
        refused(put(as(author), "roles/bound" + mark, role("bound", "log:read")), "log:read in " + place);
        apply(owner, role("bound", "job:read", "job:write")).statusCode(200);
        // What it has already is nothing new, and less is less.
        apply(author, role("bound", "job:write")).statusCode(200);
        apply(author, role("bound", "job:write", "job:read")).statusCode(200);
    }

    @Test
    void aRoleThatNobodyHasMaySayAnythingAndIsGivenByThoseWhoHoldIt() {
        Account author = with("author", "role:write", "rolebinding:write", "job:read");

        apply(author, role("loose", "audit:read")).statusCode(200);
        refused(apply(author, binding("root", "b", "loose" + mark, author.subject())), "audit:read in root");
        // Both at once are no way around it, in either order.
        String weak = role("two", "job:read");
        String strong = role("two", "job:read", "secret:use");
        apply(author, weak).statusCode(200);
        refused(
                apply(author, manifest(strong, binding("root", "t", "two" + mark, author.subject()))),
                "secret:use in root");
        refused(
                apply(author, manifest(binding("root", "t", "two" + mark, author.subject()), strong)),
                "secret:use in root");
        apply(author, manifest(binding("root", "t", "two" + mark, author.subject()), weak))
                .statusCode(200);
        refused(apply(author, strong), "secret:use in root");
    }

    @Test
    void ofTwoHalvesOfAnEscalationOneIsRefusedHoweverTheyMeet() throws Exception {
        Account author = with("author", "role:write", "rolebinding:write", "role:read", "rolebinding:read", "job:read");
        for (int i = 0; i < ROUNDS; i++) {
            String name = "r" + i + "x";
            apply(author, role(name, "job:read")).statusCode(200);

            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.invokeAll(List.of(
                        () -> apply(author, role(name, "job:read", "audit:read"))
                                .extract()
                                .statusCode(),
                        () -> apply(author, binding("root", name, name + mark, author.subject()))
                                .extract()
                                .statusCode()));
            }

            boolean bound =
                    get(author, "rolebindings/root/" + name + mark).extract().statusCode() == 200;
            List<String> permissions =
                    get(author, "roles/" + name + mark).extract().path("spec.permissions");
            assertThat(bound && permissions.contains("audit:read"))
                    .as("round " + i)
                    .isFalse();
        }
    }

    private String account(String name, String spec) {
        return "apiVersion: gatehouse.dev/v1\nkind: ServiceAccount\nmetadata: {name: %s}\nspec: {%s}\n"
                .formatted(name + mark, spec);
    }

    @Test
    void whoSaysWhoseAnAccountIsHoldsWhatItHas() {
        String trust = "trust: [{issuer: \"https://ci.example\", audience: gatehouse, subject: main}]";
        apply(owner, manifest(account("weak", ""), account("strong", ""))).statusCode(200);
        bindAccount("weak", "Developer");
        bindAccount("strong", "Auditor");
        Account root = access.account("acme", "Admin", "root");

        apply(root, account("weak", trust)).statusCode(200);
        refused(apply(root, account("strong", trust)), "audit:read in " + place);
        apply(owner, account("strong", trust)).statusCode(200);
    }

    private void bindAccount(String name, String role) {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: %s}
                spec: {role: %s, subjects: [{serviceAccount: %s}]}
                """.formatted(place, name + mark, role, name + mark)).statusCode(200);
    }

    private String provider(String spec) {
        return "apiVersion: gatehouse.dev/v1\nkind: IdentityProvider\nmetadata: {name: idp%s}\nspec: {%s}\n"
                .formatted(mark, "issuer: \"https://" + mark + ".example\", audience: gatehouse" + spec);
    }

    @Test
    void aProviderMapsNoMoreThanItsAuthorHolds() {
        Account author = with("author", "identityprovider:write", "rolebinding:write", "job:read");
        nobodysClient();
        apply(owner, role("reads", "job:read")).statusCode(200);
        String ofNobody = ", groupsClaim: groups, scimClient: c" + mark + ", grants: ";

        apply(author, provider(ofNobody + "[{group: data, role: reads" + mark + ", namespace: " + place + "}]"))
                .statusCode(200);
        refused(
                apply(author, provider(ofNobody + "[{group: data, role: Viewer, namespace: " + place + "}]")),
                "execution:read, namespace:read, workergroup:read in " + place);
        // The role that it maps to is given by it.
        Account roles = with("roles", "role:write");
        refused(apply(roles, role("reads", "job:read", "job:write")), "job:write in " + place);
    }

    @Test
    void whoSaysWhoPeopleAreHoldsWhatTheyHave() {
        Account author = with("author", "identityprovider:write");
        UUID client = nobodysClient();
        String ofClient = ", scimClient: c" + mark;
        apply(author, provider(ofClient)).statusCode(200);
        UUID ada = UUID.randomUUID();
        access.sql("INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'user', ?)", ada, "ada" + mark);
        access.sql("""
                INSERT INTO directory_user (tenant, id, client_id, user_name, user_name_lc, external_id, attributes)
                VALUES ('acme', ?, ?, ?, ?, ?, '{}')""", ada, client, "ada" + mark, "ada" + mark, "x" + mark);
        apply(owner, binding(place, "ada", "Viewer", ada)).statusCode(200);

        refused(
                apply(author, provider(ofClient + ", typ: lenient")),
                "execution:read, job:read, namespace:read and 1 more in " + place);
        apply(owner, provider(ofClient + ", typ: lenient")).statusCode(200);
        Account holder = with(
                "holder", "identityprovider:write", "execution:read", "job:read", "namespace:read", "workergroup:read");
        apply(holder, provider(ofClient)).statusCode(200);
    }

    /** A SCIM client without anybody. */
    private UUID nobodysClient() {
        UUID client = UUID.randomUUID();
        access.sql(
                "INSERT INTO scim_client (tenant, id, name, created_by) VALUES ('acme', ?, ?, gen_random_uuid())",
                client,
                "c" + mark);
        return client;
    }

    @Test
    void whatGivesNobodyAnythingTakesNoMoreThanItsKind() {
        Account author = with("plain", "job:write", "workergroup:write", "namespace:write");

        apply(author, manifest(namespace(place + ".b"), ResourceCalls.group("g" + mark)))
                .statusCode(200);
    }
}
