package dev.gatehouse.gateway.grant;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant of its own, that never loses its last owner by an act at its doors, and gets a new one from the machine. */
@QuarkusTest
class LastOwnerDoorTest {
    private static final String TENANT = "alone";
    private static final String EMPTY =
            "UPDATE resource SET revision = revision + 1, spec = jsonb_set(spec, '{role}', '\"Viewer\"')"
                    + " WHERE tenant = 'alone' AND kind = 'rolebinding' AND spec ->> 'role' = 'Owner'";

    @Inject
    TestAccess access;

    @Inject
    GatehouseConfig config;

    private Account owner;

    @BeforeEach
    void oneOwner() {
        access.sql(EMPTY);
        owner = access.account(TENANT, "Owner", "root");
    }

    @AfterEach
    void leaveNobody() {
        access.sql(EMPTY);
        access.sql("UPDATE tenant SET revision = revision + 1 WHERE name = 'alone'");
    }

    private static RequestSpecification as(Account who) {
        return given().auth().oauth2(who.token());
    }

    private static ValidatableResponse unbind(Account by, Account whose) {
        return as(by).delete("/api/v1/alone/rolebindings/root/of-" + whose.subject())
                .then();
    }

    private static ValidatableResponse end(Account by, Account whose) {
        return as(by).contentType("application/json")
                .body("{}")
                .post("/api/v1/alone/subjects/" + whose.subject() + "/end-access")
                .then();
    }

    private static ValidatableResponse apply(Account by, String yaml) {
        return as(by).contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/alone/apply")
                .then();
    }

    private static String binding(Account whose, String role, UUID subject) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: of-%s}
                spec: {role: %s, subjects: [{id: %s}]}
                """.formatted(whose.subject(), role, subject);
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(409).contentType("application/problem+json").body("code", equalTo("last_owner"));
    }

    @Test
    void theLastOwnersBindingIsNeitherDeletedNorChangedNorGivenAway() {
        Account ended = access.stranger(TENANT);
        access.end(ended);

        refused(unbind(owner, owner));
        refused(apply(owner, binding(owner, "Admin", owner.subject())));
        refused(apply(owner, binding(owner, "Owner", ended.subject())));
        apply(owner, binding(owner, "Owner", owner.subject())).statusCode(200);
        as(owner)
                .get("/api/v1/alone/rolebindings/root/of-" + owner.subject())
                .then()
                .statusCode(200)
                .body("spec.role", equalTo("Owner"))
                .body("spec.subjects[0].id", equalTo(owner.subject().toString()));
    }

    @Test
    void withASecondOwnerEachOfThoseIsDone() {
        Account second = access.account(TENANT, "Owner", "root");

        apply(owner, binding(owner, "Admin", owner.subject())).statusCode(200);
        refused(unbind(second, second));
    }

    @Test
    void theAccessOfTheLastOwnerIsNotEnded() {
        refused(end(owner, owner));
        assertThat(access.query("SELECT active FROM subject WHERE id = ?", owner.subject()))
                .contains("t");
        assertThat(access.query("SELECT 1 FROM access_end WHERE subject_id = ?", owner.subject()))
                .isEmpty();

        Account second = access.account(TENANT, "Owner", "root");
        end(second, owner).statusCode(202);
        refused(end(second, second));
    }

    @Test
    void aDryRunOfThatIsRefusedLikeTheActAndOfAnythingElseChangesNothing() {
        refused(tryToEnd(owner, owner));

        Account second = access.account(TENANT, "Owner", "root");
        tryToEnd(second, owner).statusCode(200).body("active", equalTo(true));
        assertThat(access.query("SELECT active FROM subject WHERE id = ?", owner.subject()))
                .contains("t");
        assertThat(access.query("SELECT 1 FROM access_end WHERE subject_id = ?", owner.subject()))
                .isEmpty();
    }

    private static ValidatableResponse tryToEnd(Account by, Account whose) {
        return as(by).post("/api/v1/alone/subjects/" + whose.subject() + "/end-access?dryRun=true")
                .then();
    }

    @Test
    void theAccountOfTheLastOwnerIsNotDeleted() {
        String name = "a" + owner.subject().toString().substring(24);
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: ServiceAccount
                metadata: {name: %1$s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: %1$s}
                spec: {role: Owner, subjects: [{serviceAccount: %1$s}]}
                """.formatted(name)).statusCode(200);
        UUID account = UUID.fromString(access.query(
                        "SELECT id FROM subject WHERE tenant = 'alone' AND kind = 'service_account' AND name = ?", name)
                .orElseThrow());
        var robot = new Account(TENANT, account, name, access.token(TENANT, account));
        unbind(robot, owner).statusCode(200);

        refused(as(robot).delete("/api/v1/alone/serviceaccounts/" + name).then());
        apply(robot, binding(owner, "Owner", owner.subject())).statusCode(200);
        as(robot).delete("/api/v1/alone/serviceaccounts/" + name).then().statusCode(200);
    }

    @Test
    void ofTwoWhoTakeEachOthersAccessAtOnceOneIsLeft() throws Exception {
        for (int i = 0; i < 5; i++) {
            oneOwner();
            Account first = owner;
            Account second = access.account(TENANT, "Owner", "root");
            List<Callable<Integer>> both = List.of(
                    () -> unbind(first, second).extract().statusCode(),
                    () -> end(second, first).extract().statusCode());

            List<Integer> statuses = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Integer> each : threads.invokeAll(both)) {
                    statuses.add(each.get());
                }
            }

            boolean firstIsLeft = statuses.get(0) == 200;
            boolean secondIsLeft = statuses.get(1) == 202;
            assertThat(firstIsLeft ^ secondIsLeft).as(statuses.toString()).isTrue();
            as(firstIsLeft ? first : second).get("/api/v1/alone/roles").then().statusCode(200);
        }
    }

    @Test
    void whoRunsTheGatewayGivesANewOwnerByAFileInTheHome() throws IOException {
        access.end(owner);
        Path file = config.home().resolve("tokens").resolve("alone.token");
        String before = Files.readString(file);
        Path request = config.home().resolve("recovery").resolve(TENANT);
        Files.createDirectories(request.getParent());

        Files.createFile(request);

        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.readString(file).equals(before) && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        String token = Files.readString(file).strip();
        assertThat(request).doesNotExist();
        var recovered = new Account(TENANT, UUID.randomUUID(), "", token);
        apply(recovered, binding(owner, "Owner", access.stranger(TENANT).subject()))
                .statusCode(200);
        assertThat(access.query("""
                        SELECT count(*) FROM event e
                          JOIN subject s ON s.tenant = e.tenant AND s.name LIKE 'recovered-owner-%'
                         WHERE e.tenant = 'alone' AND e.code = 'owner.recovered'
                           AND convert_from(e.leaf, 'UTF8') LIKE '%"subject":"' || s.id || '"%'""")).contains("1");
    }

    /** Their tenant is in no list of the configuration, and begins with nobody. */
    @Test
    void operatorsGetInFromTheMachineForTheFirstTime() throws IOException {
        Path file = config.home().resolve("tokens").resolve("system.token");
        Path request = config.home().resolve("recovery").resolve("system");
        Files.createDirectories(request.getParent());

        Files.createFile(request);

        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while ((Files.exists(request) || !Files.exists(file)) && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        as(new Account("system", UUID.randomUUID(), "", Files.readString(file).strip()))
                .get("/api/v1/system/master-keys")
                .then()
                .statusCode(200);
    }
}
