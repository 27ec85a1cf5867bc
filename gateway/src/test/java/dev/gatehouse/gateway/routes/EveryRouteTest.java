package dev.gatehouse.gateway.routes;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.way.SwitchablePolicy;
import dev.gatehouse.policy.Permission;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Walks every route that the application has: with no token, from another tenant, and without the one permission. */
@QuarkusTest
class EveryRouteTest {
    /** Routes whose tenant is the token's. */
    private static final List<String> OF_ANY_TENANT =
            List.of("POST /access/v1/evaluation", "POST /access/v1/evaluations");

    @Inject
    BeanManager beans;

    @Inject
    TestAccess access;

    @Inject
    SwitchablePolicy policy;

    private String execution = "";
    private String worker = "";
    private String token = "";
    private String subject = "";
    private String end = "";
    private String killSwitch = "";
    private String group = "";
    private String session = "";
    private String decision = "";
    private String approval = "";

    @BeforeEach
    void declare() {
        var owner = access.account("acme", "Owner", "root");
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: routes}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: halted}
                spec: {}
                ---
                """ + RouteBodies.GROUP + """
                ---
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: walker}
                spec: {permissions: ["job:read"]}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: routes, name: walked}
                spec: {}
                ---
                """ + RouteBodies.MANIFEST.formatted("walked"));
        execution = as(owner.token())
                .contentType("application/json")
                .body("{\"job\": \"routes/walked\"}")
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        decision = access.query("SELECT decision_id FROM execution WHERE id = ?::uuid", execution)
                .orElseThrow();
        provision();
        propose();
    }

    @BeforeEach
    void enlist() {
        worker = UUID.randomUUID().toString();
        access.sql(
                "INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?::uuid, 'worker', ?)", worker, worker);
        access.sql(
                "INSERT INTO worker (tenant, id, worker_group, identity_key, counter)"
                        + " VALUES ('acme', ?::uuid, 'routes', decode(replace(?, '-', ''), 'hex'), 0)",
                worker,
                worker);
    }

    private void provision() {
        access.sql("""
                INSERT INTO scim_client (tenant, id, name, created_by)
                VALUES ('acme', gen_random_uuid(), 'walked', gen_random_uuid()) ON CONFLICT DO NOTHING""");
        access.sql("UPDATE scim_token SET revoked_at = now() WHERE tenant = 'acme' AND revoked_at IS NULL");
        access.sql("""
                INSERT INTO scim_token (tenant, id, client_id, hash, hint, expires_at, created_by)
                SELECT 'acme', ?::uuid, id, decode(replace(?, '-', ''), 'hex'), 'walked', now() + interval '1 h', id
                  FROM scim_client WHERE tenant = 'acme' AND name = 'walked'""", execution, execution);
        group = UUID.randomUUID().toString();
        access.sql(
                "INSERT INTO directory_group (tenant, id, source, client_id, display_name, display_name_lc)"
                        + " SELECT 'acme', ?::uuid, 'scim', id, ?, ? FROM scim_client"
                        + " WHERE tenant = 'acme' AND name = 'walked'",
                group,
                group,
                group);
        access.sql("UPDATE scim_secret SET revoked_at = now() WHERE tenant = 'acme' AND revoked_at IS NULL");
        access.sql("""
                INSERT INTO scim_secret (tenant, id, client_id, hash, hint, expires_at, created_by)
                SELECT 'acme', ?::uuid, id, decode(replace(?, '-', ''), 'hex'), 'walked', now() + interval '1 h', id
                  FROM scim_client WHERE tenant = 'acme' AND name = 'walked'""", execution, execution);
    }

    @BeforeEach
    void makeATokenOfSomebody() {
        var somebody = access.stranger("acme");
        token = access.query("SELECT id FROM api_token WHERE subject_id = ?", somebody.subject())
                .orElseThrow();
        subject = access.stranger("acme").subject().toString();
        end = UUID.randomUUID().toString();
        access.sql(
                "INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, caused_by, done_at)"
                        + " VALUES ('acme', ?::uuid, ?::uuid, 1, 'administrator', 'everything', ?::uuid, now())",
                end,
                subject,
                subject);
    }

    /** It waits for those of the group. */
    private void propose() {
        approval = UUID.randomUUID().toString();
        access.sql("""
                INSERT INTO approval (tenant, id, execution_id, decision_id, digest, expires_at)
                SELECT tenant, ?::uuid, id, decision_id, repeat('a', 64), now() + interval '1 h'
                  FROM execution WHERE id = ?::uuid""", approval, execution);
        access.sql("""
                INSERT INTO approval_rule (tenant, approval_id, rule_id, revision, name, message, groups, count)
                VALUES ('acme', ?::uuid, gen_random_uuid(), 1, 'routes/walked', '', ARRAY[?::uuid], 1)""", approval, group);
    }

    /** Of a person: programs approve nothing. */
    private String everything() {
        var owner = access.person("acme", "Owner", "root");
        access.sql(
                "INSERT INTO membership (tenant, group_id, user_id, provenance) VALUES ('acme', ?::uuid, ?, 'scim:walked')",
                group,
                owner.subject());
        return owner.token();
    }

    @BeforeEach
    void setAKillSwitchThatWasLifted() {
        killSwitch = UUID.randomUUID().toString();
        access.sql(
                "INSERT INTO kill_switch (tenant, id, extent, target, level, reason, set_by, lifted_at, done_at)"
                        + " VALUES ('acme', ?::uuid, 'namespace', 'halted', 'KILL', 'walked', ?::uuid, now(), now())",
                killSwitch,
                killSwitch);
    }

    @BeforeEach
    void logSomebodyIn() {
        session = UUID.randomUUID().toString();
        access.sql("""
                INSERT INTO browser_session (tenant, id, subject_id, epoch, hash, provider_id, provider_issuer,
                                             provider_client, provider_subject, claim_groups, client, ends_at)
                VALUES ('acme', ?::uuid, ?, 1, decode(replace(?, '-', ''), 'hex'), gen_random_uuid(),
                        'https://idp.example', 'gatehouse', 'somebody', '{}', 'another browser',
                        now() + interval '1 h')""", session, access.stranger("acme").subject(), session);
    }

    @Test
    void theWalkSeesEveryDoor() {
        assertThat(Route.all(beans)).hasSizeGreaterThan(25);
        assertThat(guarded().stream().map(Route::name)).containsAll(RouteBodies.ALL.keySet());
        assertThat(guarded().stream()
                        .filter(route -> !route.path().contains("/{tenant}"))
                        .map(Route::name))
                .containsExactlyInAnyOrderElementsOf(OF_ANY_TENANT);
    }

    @Test
    void withoutATokenEachIsUnauthenticated() {
        assertThat(answers(route -> call(route, given(), "acme").statusCode()))
                .allSatisfy((_, status) -> assertThat(status).isEqualTo(401));
    }

    @Test
    void fromAnotherTenantEachLooksLikeWhatDoesNotExist() {
        var owner = access.account("globex", "Owner", "root");
        String unknown =
                as(owner.token()).get("/api/v1/globex/nothing/of/the/kind").asString();

        for (String tenant : List.of("acme", "nowhere", "system")) {
            assertThat(guarded().stream()
                            .filter(route -> !OF_ANY_TENANT.contains(route.name()))
                            .collect(toMap(Route::name, route -> {
                                Response answer = call(route, as(owner.token()), tenant);
                                return answer.statusCode() + " " + answer.asString();
                            })))
                    .allSatisfy((_, answer) -> assertThat(answer).isEqualTo("404 " + unknown));
        }
    }

    @Test
    void withoutItsPermissionEachIsRefusedAndWithEveryPermissionNone() {
        Map<String, String> tokens = new HashMap<>();
        for (Route route : guarded()) {
            tokens.computeIfAbsent(permission(route), this::everythingBut);
        }
        String everything = everything();
        List<String> wrong = new ArrayList<>();

        for (Route route : guarded()) {
            int refused = call(route, as(tokens.get(permission(route))), "acme").statusCode();
            if (refused != 403 && !(refused == 404 && permission(route).equals("execution:read"))) {
                wrong.add(route.name() + " without " + permission(route) + ": " + refused);
            }
        }
        for (Route route : guarded()) {
            int allowed = allowed(route, everything);
            if (route.name().equals("PUT /api/v1/{tenant}/maintenance")) {
                as(everything).delete("/api/v1/acme/maintenance").then().statusCode(200);
            }
            // Whoever may do everything in a tenant is no operator: it has no such pages.
            boolean operators = route.name().contains("/master-keys");
            if (operators ? allowed != 404 : allowed == 401 || allowed == 403 || allowed == 404 || allowed >= 500) {
                wrong.add(route.name() + " with every permission: " + allowed);
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void whilePolicyCannotBeAskedEachAsksToComeAgainAndDoesNothing() {
        String everything = access.account("acme", "Owner", "root").token();
        Map<String, String> answers;
        policy.leaveAll(true);
        try {
            answers = answers(route -> {
                Response answer = call(route, as(everything), "acme");
                return answer.statusCode() + " " + answer.path("code") + " " + answer.header("Retry-After");
            });
        } finally {
            policy.leaveAll(false);
        }

        assertThat(answers).allSatisfy((_, answer) -> assertThat(answer).isEqualTo("503 policy_unavailable 1"));
        assertThat(access.query("SELECT state FROM execution WHERE id = ?::uuid", execution))
                .contains("QUEUED");
    }

    /** A log is written a moment after what it tells. */
    private int allowed(Route route, String token) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int status = call(route, as(token), "acme").statusCode();
        while (status == 404 && route.path().startsWith("/audit/") && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            status = call(route, as(token), "acme").statusCode();
        }
        return status;
    }

    private List<Route> guarded() {
        return Route.all(beans).stream()
                .filter(route -> route.permission().isPresent())
                .toList();
    }

    private <T> Map<String, T> answers(Function<Route, T> ask) {
        return guarded().stream().collect(toMap(Route::name, ask));
    }

    private Response call(Route route, RequestSpecification request, String tenant) {
        boolean group = ofTenant(route) || route.path().contains("workergroups");
        var places = Map.of(
                "tenant",
                tenant,
                "id",
                named(route),
                "kinds",
                ofTenant(route) ? "workergroups" : "jobs",
                "namespace",
                "routes",
                "name",
                group ? "routes" : route.path().contains("/secretstores/") ? "embedded" : "walked",
                "index",
                "000.p/1",
                "revision",
                "1");
        return route.call(request, places, RouteBodies.ALL.getOrDefault(route.name(), "{}"));
    }

    private String named(Route route) {
        if (route.path().contains("/workers/")) {
            return worker;
        }
        if (route.path().contains("/subjects/")) {
            return subject;
        }
        if (route.path().contains("/access-ends/")) {
            return end;
        }
        if (route.path().contains("/kill-switches/")) {
            return killSwitch;
        }
        if (route.path().contains("/decisions/")) {
            return decision;
        }
        if (route.path().contains("/{tenant}/sessions/")) {
            return session;
        }
        if (route.path().contains("/groups/")) {
            return group;
        }
        if (route.path().contains("/approvals/")) {
            return approval;
        }
        return route.path().contains("/{tenant}/tokens/") ? token : execution;
    }

    /** Whether the route is walked with a kind that has no namespaces. */
    private static boolean ofTenant(Route route) {
        return route.path().contains("{kinds}/{name}");
    }

    private static String permission(Route route) {
        String kind = ofTenant(route) ? "workergroup" : "job";
        return route.permission().orElseThrow().replace("KIND", kind);
    }

    private String everythingBut(String permission) {
        String role = "all-but-" + permission.replace(':', '-');
        apply(access.account("acme", "Owner", "root"), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: [%s]}
                """.formatted(
                        role,
                        Permission.ALL.stream()
                                .map(Permission::toString)
                                .filter(each -> !each.equals(permission))
                                .collect(Collectors.joining("\", \"", "\"", "\""))));
        return access.account("acme", role, "root").token();
    }

    private static void apply(TestAccess.Account owner, String yaml) {
        as(owner.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}
