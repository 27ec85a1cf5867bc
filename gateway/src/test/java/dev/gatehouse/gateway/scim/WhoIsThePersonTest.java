package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.LinkedUsers;
import dev.gatehouse.gateway.identity.LinkedUsers.Link;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom an access token means: a provisioned user, somebody who came in just in time, or nobody. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class WhoIsThePersonTest {
    private static final Duration LIFE = Duration.ofMinutes(5);

    @Inject
    TestAccess access;

    @Inject
    LinkedUsers users;

    @Inject
    IdentityProviders providers;

    private final String mark = UUID.randomUUID().toString().substring(24);
    private final String person = "00u" + mark;
    private FakeIssuer issuer;
    private ScimCalls scim;

    @BeforeEach
    void set() throws IOException {
        issuer = new FakeIssuer();
        scim = ScimCalls.newClient(access, "acme");
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private void declare(String more) {
        given().auth()
                .oauth2(access.account("acme", "Owner", "root").token())
                .contentType("application/yaml")
                .body(issuer.declaration("corp-" + mark)
                        .replace("groupsClaim: groups}", "groupsClaim: groups" + more + "}")
                        .getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    private String provisioned(String name) {
        return ScimCalls.made(scim.post(
                "/Users",
                "{'userName':'" + name + mark + "','externalId':'" + person + "','emails':[{'value':'" + name + mark
                        + "@acme.example'}]}"));
    }

    private ValidatableResponse probe(String token) {
        return given().auth().oauth2(token).get("/api/v1/acme/probe").then();
    }

    private String comesIn() {
        return probe(issuer.token(person, LIFE)).statusCode(200).extract().path("subject");
    }

    private void isNobody() {
        probe(issuer.token(person, LIFE)).statusCode(401);
    }

    private String nameOf(String subject) {
        return access.query("SELECT name FROM subject WHERE id = ?::uuid", subject)
                .orElseThrow();
    }

    @Test
    void isTheProvisionedUserOfThatExternalId() {
        declare("");
        String ada = provisioned("ada");

        assertThat(comesIn()).isEqualTo(ada);
    }

    @Test
    void isLinkedWithTheEpochAndTheEndOfOneMoment() {
        declare(", jitUsers: true");
        String newcomer = comesIn();
        assertThat(link()).isEqualTo(new Link.One(UUID.fromString(newcomer), 1, Optional.empty()));

        String ada = provisioned("ada");
        assertThat(link()).isEqualTo(new Link.One(UUID.fromString(ada), 1, Optional.empty()));
        scim.patch("/Users/" + ada, "{'op':'replace','path':'active','value':false}")
                .then()
                .statusCode(200);

        assertThat(link())
                .isInstanceOfSatisfying(
                        Link.One.class, one -> assertThat(one.epoch()).isEqualTo(2))
                .isInstanceOfSatisfying(
                        Link.One.class, one -> assertThat(one.ended()).isPresent());
    }

    private Link link() {
        return users.known(
                providers.of("acme").stream()
                        .filter(each -> each.name().equals("corp-" + mark))
                        .findFirst()
                        .orElseThrow(),
                person);
    }

    @Test
    void isNobodyByNameOrAddress() {
        declare("");
        provisioned("ada");

        probe(issuer.token("ada" + mark, LIFE)).statusCode(401);
        probe(issuer.token("ada" + mark + "@acme.example", LIFE)).statusCode(401);
    }

    @Test
    void isNobodyWhereTwoClientsProvisionedTheValue() {
        declare("");
        provisioned("ada");
        scim = ScimCalls.newClient(access, "acme");
        provisioned("bob");

        isNobody();
    }

    @Test
    void isAUserOfTheClientThatTheProviderNames() {
        String ada = provisioned("ada");
        String name = access.query("SELECT name FROM scim_client WHERE id = ?::uuid", scim.client())
                .orElseThrow();
        scim = ScimCalls.newClient(access, "acme");
        String bob = provisioned("bob");
        declare(", scimClient: " + name);

        assertThat(comesIn()).isEqualTo(ada).isNotEqualTo(bob);
    }

    @Test
    void isNobodyBeforeProvisioningUnlessTheTenantTakesNewcomers() {
        declare("");

        isNobody();
        assertThat(access.query("SELECT count(*) FROM jit_user WHERE value = ?", person))
                .contains("0");
    }

    @Test
    void comesInJustInTimeAndIsTheSameTheNextTime() {
        declare(", jitUsers: true");

        String newcomer = comesIn();

        assertThat(comesIn()).isEqualTo(newcomer);
        assertThat(nameOf(newcomer)).isEqualTo("idp:corp-" + mark + "/" + person);
        assertThat(access.query("""
                        SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'change' FROM event
                         WHERE code = 'user.changed'
                           AND convert_from(leaf, 'UTF8')::jsonb ->> 'resource' = 'user/' || ? || '@1'""", newcomer)).contains("arrived");
    }

    private String comesInWith(String address, boolean verified) {
        String token = issuer.signed(
                "at+jwt",
                issuer.ofNow()
                        .put("aud", "gatehouse")
                        .put("sub", person)
                        .put("client_id", "cli")
                        .put("jti", UUID.randomUUID().toString())
                        .put("email", address + mark + "@acme.example")
                        .put("email_verified", verified));
        return probe(token).statusCode(200).extract().path("subject");
    }

    private String keptAddresses() {
        return access.query(
                        "SELECT coalesce(nullif(array_to_string(emails_lc, ' '), ''), 'none') FROM jit_user WHERE value = ?",
                        person)
                .orElseThrow()
                .replace(mark, "");
    }

    @Test
    void keepsEachAddressThatWasVerifiedOfWhoComesInJustInTime() {
        declare(", jitUsers: true");

        String newcomer = comesInWith("Ada", true);
        assertThat(keptAddresses()).isEqualTo("ada@acme.example");
        assertThat(comesInWith("augusta", true)).isEqualTo(newcomer);
        assertThat(keptAddresses()).isEqualTo("ada@acme.example augusta@acme.example");
        comesInWith("eve", false);
        comesIn();
        assertThat(keptAddresses()).isEqualTo("ada@acme.example augusta@acme.example");
    }

    @Test
    void keepsNoAddressThatWasNotVerified() {
        declare(", jitUsers: true");

        comesInWith("ada", false);

        assertThat(keptAddresses()).isEqualTo("none");
    }

    @Test
    void isLinkedToNobodyByAVerifiedAddress() {
        String other = ScimCalls.made(scim.post(
                "/Users",
                "{'userName':'ada" + mark + "','externalId':'other" + mark + "','emails':[{'value':'ada" + mark
                        + "@acme.example'}]}"));
        declare(", jitUsers: true");

        assertThat(comesInWith("ada", true)).isNotEqualTo(other);
    }

    @Test
    void comesInOnceHoweverManyFirstTokensThereAre() throws Exception {
        declare(", jitUsers: true");
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(this::comesIn);
        }

        var subjects = new HashSet<String>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> each : callers.invokeAll(calls)) {
                subjects.add(each.get());
            }
        }

        assertThat(subjects).hasSize(1);
    }

    @Test
    void whoWasDeactivatedOrDeletedDoesNotComeInAgainAsANewcomer() {
        declare(", jitUsers: true");
        String ada = provisioned("ada");
        scim.patch("/Users/" + ada, "{'op':'replace','path':'active','value':false}")
                .then()
                .statusCode(200);
        isNobody();

        scim.delete("/Users/" + ada).then().statusCode(204);

        isNobody();
        assertThat(access.query("SELECT count(*) FROM jit_user WHERE value = ?", person))
                .contains("0");
    }

    @Test
    void whoIsProvisionedLaterIsThatUserAndTheNewcomersAccessEnds() {
        declare(", jitUsers: true");
        String newcomer = comesIn();

        String ada = provisioned("ada");

        Until.sees(() -> comesIn(), subject -> subject.equals(ada));
        assertThat(access.query("SELECT active || ' ' || epoch FROM subject WHERE id = ?::uuid", newcomer))
                .contains("false 2");
        assertThat(access.query("SELECT reason FROM access_end WHERE subject_id = ?::uuid", newcomer))
                .contains("superseded");
        assertThat(access.query("SELECT count(*) FROM access_end WHERE subject_id = ?::uuid", ada))
                .contains("0");
    }

    @Test
    void isOneActiveSubjectWhoeverComesFirst() throws Exception {
        declare(", jitUsers: true");
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                String each = person + "-" + i;
                String user = "{'userName':'u" + i + mark + "','externalId':'" + each + "'}";
                Future<?> arrival = callers.submit(() -> probe(issuer.token(each, LIFE)));
                ScimCalls.made(scim.post("/Users", user));
                arrival.get();

                assertThat(access.query("""
                                SELECT count(*) FROM jit_user j JOIN subject s ON s.tenant = j.tenant AND s.id = j.subject_id
                                 WHERE j.value = ? AND s.active""", each)).contains("0");
            }
        }
    }

    @Test
    void ofAnotherClientsProviderStaysANewcomer() {
        ScimCalls other = scim;
        String name = access.query("SELECT name FROM scim_client WHERE id = ?::uuid", other.client())
                .orElseThrow();
        declare(", jitUsers: true, scimClient: " + name);
        String newcomer = comesIn();

        scim = ScimCalls.newClient(access, "acme");
        provisioned("bob");

        assertThat(comesIn()).isEqualTo(newcomer);
    }

    @Test
    void tokensMeanNobodyOnceTheUserHasAnotherExternalId() {
        declare("");
        String ada = provisioned("ada");
        String token = issuer.token(person, LIFE);
        probe(token).statusCode(200).body("subject", equalTo(ada));

        scim.patch("/Users/" + ada, "{'op':'replace','path':'externalId','value':'other-" + mark + "'}")
                .then()
                .statusCode(200);

        Until.sees(() -> probe(token).extract().statusCode(), status -> status == 401);
    }

    @Test
    void whoseExternalIdWasChangedOrRemovedDoesNotComeInAsANewcomer() {
        declare(", jitUsers: true");
        String ada = provisioned("ada");
        scim.patch("/Users/" + ada, "{'op':'replace','path':'externalId','value':'other-" + mark + "'}")
                .then()
                .statusCode(200);
        isNobody();
        scim.patch("/Users/" + ada, "{'op':'remove','path':'externalId'}")
                .then()
                .statusCode(200);
        isNobody();
        probe(issuer.token("other-" + mark, LIFE)).statusCode(401);
        assertThat(access.query("SELECT count(*) FROM jit_user WHERE value = ?", person))
                .contains("0");

        String bob = provisioned("bob");

        Until.sees(() -> probe(issuer.token(person, LIFE)).extract().statusCode(), status -> status == 200);
        assertThat(comesIn()).isEqualTo(bob);
    }

    @Test
    void whatAnotherClientsUserWasCalledKeepsNobodyOut() {
        String name = access.query("SELECT name FROM scim_client WHERE id = ?::uuid", scim.client())
                .orElseThrow();
        scim = ScimCalls.newClient(access, "acme");
        String ada = provisioned("ada");
        scim.patch("/Users/" + ada, "{'op':'remove','path':'externalId'}")
                .then()
                .statusCode(200);
        declare(", jitUsers: true, scimClient: " + name);

        assertThat(comesIn()).isNotEqualTo(ada);
    }

    @Test
    void hasTheRolesThatTheProviderMapsItsGroupsTo() {
        declare(", grants: [{group: ops, role: Viewer, namespace: root}]");
        provisioned("ada");

        roles(issuer.token(person, LIFE, "ops")).statusCode(404);
        roles(issuer.token(person, LIFE, "others")).statusCode(403);
        roles(issuer.token(person, LIFE)).statusCode(403);
    }

    /** Of a job that there is not: 404 to whoever may read jobs. */
    private ValidatableResponse roles(String token) {
        return given().auth().oauth2(token).get("/api/v1/acme/jobs/root/none").then();
    }
}
