package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A group's binding is its members' access, for as long as they are members. */
@QuarkusTest
class GroupBindingTest {
    /** What is not there is only told to whoever may know. */
    private static final int MAY = 404;

    @Inject
    TestAccess access;

    private TestAccess.Account owner;
    private ScimCalls scim;
    private String name = "";

    @BeforeEach
    void openDoor() {
        owner = access.account("acme", "Owner", "root");
        scim = ScimCalls.newClient(access, "acme");
        name = "Ops " + UUID.randomUUID();
    }

    @Test
    void whoIsInABoundGroupMayAndWhoLeavesMayNot() {
        String ada = scim.user("ada");
        String bob = scim.user("bob");
        String group = scim.group(name, ada);
        apply("{group: " + name.toUpperCase(Locale.ROOT) + "}").then().statusCode(200);
        String adas = access.token("acme", UUID.fromString(ada));
        String bobs = access.token("acme", UUID.fromString(bob));

        assertThat(readingAJob(adas)).isEqualTo(MAY);
        assertThat(readingAJob(bobs)).isEqualTo(403);

        scim.patch("/Groups/" + group, "{'op':'add','path':'members','value':[{'value':'" + bob + "'}]}");
        await(bobs, MAY);
        scim.patch("/Groups/" + group, "{'op':'remove','path':'members[value eq \\u0022" + ada + "\\u0022]'}");
        assertThat(readingAJob(adas)).isEqualTo(403);
        assertThat(readingAJob(bobs)).isEqualTo(MAY);
        scim.delete("/Groups/" + group).then().statusCode(204);
        assertThat(readingAJob(bobs)).isEqualTo(403);
    }

    /** How an identity provider says that somebody is in a group no more. */
    enum Leaving {
        REMOVED,
        REPLACED,
        GROUP_DELETED;

        void say(ScimCalls scim, String group, String name, String staying) {
            switch (this) {
                case REMOVED ->
                    scim.patch(
                            "/Groups/" + group,
                            "{'op':'replace','path':'members','value':[{'value':'" + staying + "'}]}");
                case REPLACED ->
                    scim.put(
                            "/Groups/" + group,
                            "{'displayName':'" + name + "','members':[{'value':'" + staying + "'}]}");
                case GROUP_DELETED -> scim.delete("/Groups/" + group);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void whoLeavesMayNotFromTheAnswerOnAndWhoStaysMay(Leaving leaving) {
        String ada = scim.user("ada");
        String bob = scim.user("bob");
        String group = scim.group(name, ada, bob);
        apply("{group: " + name + "}").then().statusCode(200);
        String adas = access.token("acme", UUID.fromString(ada));
        String bobs = access.token("acme", UUID.fromString(bob));
        assertThat(readingAJob(adas)).isEqualTo(MAY);
        assertThat(readingAJob(bobs)).isEqualTo(MAY);

        leaving.say(scim, group, name, bob);

        assertThat(readingAJob(adas)).isEqualTo(403);
        assertThat(readingAJob(bobs)).isEqualTo(leaving == Leaving.GROUP_DELETED ? 403 : MAY);
    }

    @Test
    void whoIsDeactivatedIsNobodyAtOnce() {
        String ada = scim.user("ada");
        String token = access.token("acme", UUID.fromString(ada));
        assertThat(readingAJob(token)).isEqualTo(403);

        scim.patch("/Users/" + ada, "{'op':'replace','path':'active','value':false}")
                .then()
                .statusCode(200);

        assertThat(readingAJob(token)).isEqualTo(401);
    }

    @Test
    void aBindingHoldsTheIdOfItsGroupAndCanBeAppliedAsItIsRead() {
        String group = scim.group(name);
        apply("{group: " + name + "}").then().statusCode(200);

        as().get("/api/v1/acme/rolebindings/root/of-group")
                .then()
                .body("spec.subjects", equalTo(List.of(Map.of("group", group))));
        apply("{group: " + group + "}").then().statusCode(200);
        apply("{id: " + group + "}").then().statusCode(200);
        scim.patch("/Groups/" + group, "{'op':'replace','path':'displayName','value':'" + name + " 2'}");
        as().get("/api/v1/acme/rolebindings/root/of-group")
                .then()
                .body("spec.subjects", equalTo(List.of(Map.of("group", group))));
    }

    @Test
    void aGroupThatIsNotThereOrIsNotTheOnlyOneIsRefused() {
        apply("{group: nobody-here}").then().statusCode(422).body(containsString("there is no group of this name"));
        apply("{user: nobody-here}").then().statusCode(422).body(containsString("there is no user of this name"));
        scim.group(name);
        ScimCalls.newClient(access, "acme").group(name);
        apply("{group: " + name + "}").then().statusCode(422).body(containsString("several groups"));
        String idp = "idp:okta/" + UUID.randomUUID();
        scim.group(idp);
        apply("{group: '" + idp + "'}").then().statusCode(422);
        String foreign = ScimCalls.newClient(access, "globex").group(name);
        apply("{group: " + foreign + "}").then().statusCode(422);
    }

    @Test
    void aUserNameThatSeveralClientsGaveIsRefusedAsItMayMeanAnybody() {
        String ada = "ada-" + UUID.randomUUID();
        String first = scim.user(ada);
        apply("{user: " + ada + "}").then().statusCode(200);
        ScimCalls other = ScimCalls.newClient(access, "acme");
        String second = other.user(ada.toUpperCase(Locale.ROOT));

        apply("{user: " + ada + "}").then().statusCode(422).body(containsString("several users"));
        apply("{id: " + second + "}").then().statusCode(200);

        other.delete("/Users/" + second).then().statusCode(204);
        apply("{user: " + ada + "}").then().statusCode(200);
        scim.delete("/Users/" + first).then().statusCode(204);
    }

    private Response apply(String subject) {
        return as().contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: RoleBinding
                        metadata: {namespace: root, name: of-group}
                        spec: {role: Viewer, subjects: [%s]}
                        """.formatted(subject).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply");
    }

    private RequestSpecification as() {
        return given().header("Authorization", "Bearer " + owner.token());
    }

    private static int readingAJob(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/acme/jobs/root/none")
                .statusCode();
    }

    /** Facts are read again every second. */
    private static void await(String token, int status) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (readingAJob(token) != status && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertThat(readingAJob(token)).isEqualTo(status);
    }
}
