package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.SwitchCalls.lift;
import static dev.gatehouse.gateway.execution.SwitchCalls.order;
import static dev.gatehouse.gateway.execution.SwitchCalls.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door of kill switches: who may, what it takes, and what two at once come to. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class KillSwitchDoorTest {
    @Inject
    Stage stage;

    private Stage.Scene scene;

    @BeforeEach
    void declare() {
        scene = stage.scene();
    }

    private String ofNamespace() {
        return "{\"namespace\": \"" + scene.namespace() + "\"}";
    }

    private String ofJob() {
        return "{\"job\": \"" + scene.job() + "\"}";
    }

    @Test
    void whatIsSetIsShownAndWhatIsLiftedIsShownAsLifted() {
        String id = post(scene.owner(), order(ofJob(), "BLOCK"))
                .statusCode(201)
                .body("extent.job", equalTo(scene.job()))
                .body("level", equalTo("BLOCK"))
                .body("reason", equalTo("it deletes too much"))
                .body("setBy", equalTo(scene.owner().subject().toString()))
                .body("setAt", notNullValue())
                .body("expiresAt", nullValue())
                .extract()
                .path("id");

        SwitchCalls.list(scene.owner(), "?inForce=true&limit=1000").body("items.id", hasItem(id));
        lift(scene.owner(), id)
                .statusCode(200)
                .body("liftedBy", equalTo(scene.owner().subject().toString()))
                .body("liftedAt", notNullValue());
        SwitchCalls.list(scene.owner(), "?inForce=true&limit=1000").body("items.id", not(hasItem(id)));
        SwitchCalls.list(scene.owner(), "?limit=1000").body("items.id", hasItem(id));
        assertThat(events(id)).isEqualTo("kill_switch.set,kill_switch.lifted");
        assertThat(stage.query("""
                        SELECT string_agg(q.outcome || ' ' || (q.body ->> 'object'), ',' ORDER BY q.id)
                          FROM event e JOIN question q ON q.tenant = e.tenant
                           AND q.id::text = convert_from(e.leaf, 'UTF8')::jsonb ->> 'decision'
                         WHERE e.code LIKE 'kill_switch.%' AND convert_from(e.leaf, 'UTF8') LIKE ?""", "%killswitch/" + id + "@%"))
                .contains("allow killswitch/job/" + scene.job() + ",allow killswitch/job/" + scene.job());
    }

    @Test
    void whoeverHasThePermissionThereMayAndNobodyElse() {
        role("stopper", "killswitch:write");
        role("watcher", "killswitch:read");
        Account stopper = stage.access().account(Stage.TENANT, "stopper", scene.namespace());
        Account watcher = stage.access().account(Stage.TENANT, "watcher", scene.namespace());

        String id =
                post(stopper, order(ofJob(), "BLOCK")).statusCode(201).extract().path("id");
        SwitchCalls.get(watcher, id).statusCode(200);
        SwitchCalls.list(watcher, "?namespace=" + scene.namespace())
                .statusCode(200)
                .body("items.id", equalTo(List.of(id)));

        for (Account other : List.of(watcher, scene.launcher())) {
            post(other, order(ofJob(), "BLOCK")).statusCode(403).body("code", equalTo("forbidden"));
            lift(other, id).statusCode(403).body("code", equalTo("forbidden"));
        }
        for (String beyond : List.of(
                "{\"tenant\": true}",
                "{\"workerGroup\": \"" + scene.group() + "\"}",
                "{\"subject\": \"" + stopper.subject() + "\"}",
                "{\"namespace\": \"elsewhere\"}")) {
            post(stopper, order(beyond, "BLOCK")).statusCode(403);
        }
        SwitchCalls.get(stopper, id).statusCode(403);
        SwitchCalls.list(watcher, "").statusCode(403);
        lift(stopper, id).statusCode(200);
    }

    @Test
    void whoMayNotSeeOneHearsTheSameOfOneThatThereIsNot() {
        String id = post(scene.owner(), order(ofJob(), "BLOCK")).extract().path("id");
        String unknown = UUID.randomUUID().toString();

        for (String each : List.of(id, unknown, "nothing")) {
            SwitchCalls.get(scene.launcher(), each).statusCode(403);
            lift(scene.launcher(), each).statusCode(403);
        }
        for (String each : List.of(unknown, "nothing")) {
            SwitchCalls.get(scene.owner(), each).statusCode(404);
            lift(scene.owner(), each).statusCode(404).body("code", equalTo("not_found"));
        }
    }

    @Test
    void anotherTenantSeesStopsAndLiftsNothing() {
        String id = post(scene.owner(), order(ofJob(), "BLOCK")).extract().path("id");
        Account foreign = stage.access().account("globex", "Owner", "root");

        SwitchCalls.get(foreign, id).statusCode(404);
        lift(foreign, id).statusCode(404);
        Stage.as(foreign.token())
                .get("/api/v1/globex/kill-switches/" + id)
                .then()
                .statusCode(404);
        post(foreign, order(ofJob(), "KILL")).statusCode(422);
        Stage.as(foreign.token())
                .delete("/api/v1/globex/kill-switches/" + id)
                .then()
                .statusCode(404);
        SwitchCalls.get(scene.owner(), id).body("liftedAt", nullValue());
    }

    @Test
    void theSameAgainChangesNothing() {
        String id = post(scene.owner(), order(ofJob(), "DRAIN"))
                .statusCode(201)
                .extract()
                .path("id");

        post(scene.owner(), order(ofJob(), "DRAIN"))
                .statusCode(200)
                .body("id", equalTo(id))
                .body("revision", equalTo(1));

        lift(scene.owner(), id).statusCode(200);
        lift(scene.owner(), id).statusCode(200);
        assertThat(events(id)).isEqualTo("kill_switch.set,kill_switch.lifted");
    }

    /** Nothing but lifting it makes a switch weaker. */
    @Test
    void aWishMakesItLastLongerAndNeverShorter() {
        String hour = expiring("PT1H");
        String id = post(scene.owner(), hour).statusCode(201).extract().path("id");
        String first = SwitchCalls.get(scene.owner(), id).extract().path("expiresAt");

        post(scene.owner(), expiring("PT1M"))
                .statusCode(200)
                .body("id", equalTo(id))
                .body("expiresAt", equalTo(first));
        String second = post(scene.owner(), expiring("PT2H"))
                .statusCode(200)
                .body("revision", equalTo(2))
                .extract()
                .path("expiresAt");
        post(scene.owner(), order(ofJob(), "BLOCK"))
                .statusCode(200)
                .body("expiresAt", nullValue())
                .body("revision", equalTo(3));
        post(scene.owner(), hour).statusCode(200).body("expiresAt", nullValue()).body("revision", equalTo(3));

        assertThat(second).isGreaterThan(first);
        assertThat(events(id)).isEqualTo("kill_switch.set,kill_switch.set,kill_switch.set");
    }

    private String expiring(String time) {
        return "{\"extent\": %s, \"level\": \"BLOCK\", \"reason\": \"for a while\", \"expires\": \"%s\"}"
                .formatted(ofJob(), time);
    }

    @Test
    void switchesOfSeveralLevelsStandBesideEachOther() {
        String block = post(scene.owner(), order(ofNamespace(), "BLOCK"))
                .statusCode(201)
                .extract()
                .path("id");
        String kill = post(scene.owner(), order(ofNamespace(), "KILL"))
                .statusCode(201)
                .extract()
                .path("id");

        lift(scene.owner(), kill).statusCode(200);
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(403);
        lift(scene.owner(), block).statusCode(200);
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(201);
    }

    @Test
    void oneThatIsSetOnAnAdministratorIsLiftedByThatAdministrator() {
        String id = post(scene.owner(), order("{\"subject\": \"" + scene.owner().subject() + "\"}", "KILL"))
                .statusCode(201)
                .extract()
                .path("id");
        stage.submit(scene.owner(), Stage.body(scene.job())).statusCode(403).body("code", equalTo("stopped"));

        lift(scene.owner(), id).statusCode(200);

        stage.submit(scene.owner(), Stage.body(scene.job())).statusCode(201);
    }

    @Test
    void oneOnTheWholeTenantStopsThatTenantAndIsLiftedInIt() {
        Account owner = stage.access().account("globex", "Owner", "root");
        stage.apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: shop}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: shop, name: sell}
                spec: {run: {process: {command: ["true"]}}}
                """);
        String body = "{\"job\": \"shop/sell\"}";
        String id = post(owner, order("{\"tenant\": true}", "KILL"))
                .statusCode(201)
                .body("extent.tenant", equalTo(true))
                .extract()
                .path("id");
        try {
            stage.submit(owner, body).statusCode(403).body("code", equalTo("stopped"));
            stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(201);
        } finally {
            Stage.as(owner.token())
                    .delete("/api/v1/globex/kill-switches/" + id)
                    .then()
                    .statusCode(200);
        }
        stage.submit(owner, body).statusCode(201);
    }

    @Test
    void twoWhoSetTheSameAtOnceSetOne() throws InterruptedException, ExecutionException {
        for (int i = 0; i < 10; i++) {
            List<String> both = together(
                    () -> post(scene.owner(), order(ofJob(), "BLOCK")).extract().path("id"),
                    () -> post(scene.owner(), order(ofJob(), "BLOCK")).extract().path("id"));

            assertThat(both.getFirst()).isNotNull().isEqualTo(both.getLast());
            assertThat(events(both.getFirst())).isEqualTo("kill_switch.set");
            List<Integer> lifted = together(
                    () -> lift(scene.owner(), both.getFirst()).extract().statusCode(),
                    () -> lift(scene.owner(), both.getFirst()).extract().statusCode());
            assertThat(lifted).containsExactly(200, 200);
            assertThat(events(both.getFirst())).isEqualTo("kill_switch.set,kill_switch.lifted");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"tenant": true, "job": "a/b"}       | /extent
            {}                                   | /extent
            {"tenant": false}                    | /extent/tenant
            {"namespace": "root"}                | /extent/namespace
            {"namespace": "No Namespace"}        | /extent/namespace
            {"namespace": "nowhere.at-all"}      | /extent/namespace
            {"job": "nowhere/nothing"}           | /extent/job
            {"job": "nothing"}                   | /extent/job
            {"workerGroup": "nobody-there"}      | /extent/workerGroup
            {"subject": "ada"}                   | /extent/subject
            {"subject": "019a0000-0000-7000-8000-00000000000a"} | /extent/subject
            """)
    void whatIsNotThereIsNotStoppedAndTheMistakeIsNamed(String extent, String pointer) {
        post(scene.owner(), order(extent, "KILL"))
                .statusCode(422)
                .body("code", equalTo("body_invalid"))
                .body("errors.pointer", equalTo(List.of(pointer)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "block", "BLOCK,KILL", "EVERYTHING"})
    void aLevelIsOneOfThree(String level) {
        post(scene.owner(), order(ofJob(), level)).statusCode(422).body("errors.pointer", equalTo(List.of("/level")));
    }

    @Test
    void everyMistakeIsNamed() {
        post(scene.owner(), "{\"reason\": \" \", \"expires\": \"P9999D\"}")
                .statusCode(422)
                .body("errors.pointer", equalTo(List.of("/extent", "/level", "/reason", "/expires")));
        post(scene.owner(), "{\"level\": \"BLOCK\", \"level\": \"KILL\"}")
                .statusCode(400)
                .body("code", equalTo("malformed_json"));
        post(scene.owner(), order(ofJob(), "BLOCK").replace("reason", "because"))
                .statusCode(422)
                .body("errors.pointer", equalTo(List.of("/because")));
        for (String malformed : List.of("", "{", "{} {}")) {
            post(scene.owner(), malformed).statusCode(400).body("code", equalTo("malformed_json"));
        }
        for (String another : List.of("[]", "7", "null")) {
            post(scene.owner(), another).statusCode(422).body("code", equalTo("body_invalid"));
        }
        post(scene.owner(), order(ofJob(), "BLOCK").replace("too much", "\\u0000"))
                .statusCode(422);
        post(scene.owner(), order(ofJob(), "BLOCK").replace("too much", "x".repeat(1_001)))
                .statusCode(422);
    }

    private void role(String name, String permission) {
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["%s"]}
                """.formatted(name, permission));
    }

    private String events(String id) {
        return stage.query(
                        "SELECT string_agg(code, ',' ORDER BY at, id) FROM event WHERE code LIKE 'kill_switch.%'"
                                + " AND code <> 'kill_switch.enforced' AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%killswitch/" + id + "@%")
                .orElseThrow();
    }

    private static <T> List<T> together(Callable<T> one, Callable<T> other)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<T> first = threads.submit(one);
            Future<T> second = threads.submit(other);
            return List.of(first.get(), second.get());
        }
    }
}
