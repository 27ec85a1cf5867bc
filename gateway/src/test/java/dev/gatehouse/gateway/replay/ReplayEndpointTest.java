package dev.gatehouse.gateway.replay;

import static dev.gatehouse.gateway.replay.PolicyCalls.apply;
import static dev.gatehouse.gateway.replay.PolicyCalls.guardrail;
import static dev.gatehouse.gateway.replay.PolicyCalls.order;
import static dev.gatehouse.gateway.replay.PolicyCalls.post;
import static dev.gatehouse.gateway.replay.PolicyCalls.replay;
import static dev.gatehouse.gateway.replay.PolicyCalls.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.execution.QuestionHistory;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.policy.KnownConditions;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.StandingStops;
import dev.gatehouse.policy.Trials;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReplayEndpointTest {
    @Inject
    TestAccess access;

    @Inject
    QuestionHistory history;

    @Inject
    ObjectMapper json;

    private Account owner;
    private Account launcher;
    private String namespace = "";

    @BeforeEach
    void startTwice() {
        namespace = "replay-" + UUID.randomUUID();
        owner = access.account("acme", "Owner", "root");
        apply(owner, "", PolicyCalls.namespaceAndJob(namespace)).then().statusCode(200);
        launcher = access.account("acme", "Launcher", namespace);
        assertThat(start(launcher, namespace, "monday")).isEqualTo(201);
        assertThat(start(launcher, namespace, "tuesday")).isEqualTo(201);
    }

    @Test
    void theDeclaredRulesNeverAnswerOtherwiseThanTheyDo() {
        apply(owner, "", guardrail(namespace, "no-sunday", "action: Deny, when: \"inputs.day == 'sunday'\""))
                .then()
                .statusCode(200);
        assertThat(start(launcher, namespace, "sunday")).isEqualTo(403);

        var lines = replay(owner, order(namespace));

        assertThat(lines).hasSize(1);
        assertThat(summary(lines, "asked")).isEqualTo(3);
        assertThat(summary(lines, "unchanged")).isEqualTo(3);
        assertThat(lines.getLast().getMap("summary.differences")).isEmpty();
    }

    @Test
    void whatACandidateDeniesIsGroupedByItsRule() {
        var lines = replay(
                owner,
                order(namespace, guardrail(namespace, "no-monday", "action: Deny, when: \"inputs.day == 'monday'\"")));

        assertThat(lines).hasSize(2);
        JsonPath group = lines.getFirst();
        assertThat(group.getString("transition")).isEqualTo("ALLOW->DENY");
        assertThat(group.getInt("count")).isEqualTo(1);
        assertThat(group.getString("rule.name")).isEqualTo(namespace + "/no-monday");
        assertThat(group.getString("job")).isEqualTo(namespace + "/etl");
        assertThat(group.getString("subjectKind")).isEqualTo("service_account");
        assertThat(group.getList("examples", String.class))
                .containsExactly(access.query(
                                "SELECT id FROM question WHERE tenant = 'acme' AND subject_id = ? AND body #>> '{inputs,day}' = 'monday'",
                                launcher.subject())
                        .orElseThrow());
        assertThat(summary(lines, "unchanged")).isEqualTo(1);
    }

    @Test
    void whatACandidateNoLongerDeniesStandsApartAndFirst() {
        apply(owner, "", guardrail(namespace, "no-sunday", "action: Deny, when: \"inputs.day == 'sunday'\""))
                .then()
                .statusCode(200);
        assertThat(start(launcher, namespace, "sunday")).isEqualTo(403);
        Map<String, Object> order =
                order(namespace, guardrail(namespace, "no-monday", "action: Deny, when: \"inputs.day == 'monday'\""));
        order.put("remove", List.of(Map.of("kind", "Guardrail", "namespace", namespace, "name", "no-sunday")));

        var lines = replay(owner, order);

        assertThat(lines.stream().limit(2).map(line -> line.getString("transition")))
                .containsExactly("DENY->ALLOW", "ALLOW->DENY");
        assertThat(lines.getFirst().getString("rule.name")).isEqualTo(namespace + "/no-sunday");
    }

    @Test
    void whatACandidateLeavesToPeopleIsADifferenceOfItsOwn() {
        String group = provisionedGroup();

        var lines = replay(
                owner,
                order(
                        namespace,
                        guardrail(
                                namespace,
                                "two",
                                "action: RequireApproval, approval: {from: {groups: [" + group
                                        + "]}, expires: PT1H}")));

        assertThat(lines.getFirst().getString("transition")).isEqualTo("ALLOW->APPROVAL");
        assertThat(lines.getFirst().getInt("count")).isEqualTo(2);
    }

    @Test
    void whatTheJobWouldHaveRunIsThatOfItsRevisionThen() {
        String candidate = guardrail(namespace, "no-echo", "action: Deny, when: \"run.command == ['echo', 'monday']\"");
        apply(owner, "", PolicyCalls.namespaceAndJob(namespace).replace("echo", "printf"))
                .then()
                .statusCode(200);

        assertThat(replay(owner, order(namespace, candidate)).getFirst().getInt("count"))
                .isEqualTo(1);
    }

    @Test
    void whatWasDeniedByTheJobsNameAloneIsCountedApart() {
        assertThat(start(access.account("acme", "Launcher", "elsewhere"), namespace, "monday"))
                .isEqualTo(403);

        var lines = replay(owner, order(namespace));

        assertThat(summary(lines, "partial")).isEqualTo(1);
        assertThat(summary(lines, "asked")).isEqualTo(2);
    }

    @Test
    void aBindingThatIsTakenAwayDeniesWhatItGave() {
        Map<String, Object> order = order(namespace);
        order.put(
                "remove",
                List.of(Map.of("kind", "RoleBinding", "namespace", namespace, "name", "of-" + launcher.subject())));

        var lines = replay(owner, order);

        assertThat(lines.getFirst().getString("transition")).isEqualTo("ALLOW->DENY");
        assertThat(lines.getFirst().getString("rule.kind")).isEqualTo("rolebinding");
        assertThat(lines.getFirst().getInt("count")).isEqualTo(2);
    }

    @Test
    void whatWasDeniedAtAStartIsNotAskedOnceMore() {
        access.sql("""
                INSERT INTO question (tenant, id, at, act, outcome, complete, subject_id, tenant_revision, body)
                SELECT tenant, (substring(id::text, 1, 14) || substring(gen_random_uuid()::text, 15))::uuid,
                       at, act, 'deny', complete, subject_id, tenant_revision, body || '{"execution": "of-then"}'
                  FROM question WHERE tenant = 'acme' AND subject_id = ?""", launcher.subject());

        assertThat(summary(replay(owner, order(namespace)), "asked")).isEqualTo(2);
    }

    @Test
    void manyQuestionsAreAskedPageByPage() {
        many();

        var lines = replay(
                owner,
                order(namespace, guardrail(namespace, "no-monday", "action: Deny, when: \"inputs.day == 'monday'\"")));

        assertThat(summary(lines, "asked")).isEqualTo(2002);
        assertThat(lines.getFirst().getInt("count")).isEqualTo(1001);
        assertThat(lines.getFirst().getList("examples")).hasSize(3);
    }

    @Test
    void oneThatTakesTooLongIsGivenUpAndSaysSo() throws IOException {
        many();
        var period = new QuestionHistory.Period(
                Instant.now().minus(Duration.ofHours(1)), Instant.now().plus(Duration.ofHours(1)));
        var none = new PolicySource("acme", 1, List.of(), List.of(), List.of(), StandingStops.NONE, List.of());
        var replay = new Trials().replay(none, none, KnownConditions.NONE);
        var out = new ByteArrayOutputStream();

        new ReplayRun(history, json, "acme", new Namespace(namespace), period, replay, true).tell(out, Duration.ZERO);

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("\"error\":\"replay_too_long\"");
    }

    @Test
    void onlyThePeriodIsAsked() {
        Map<String, Object> order = order(namespace);
        order.put("to", order.get("from"));
        order.put("from", Instant.now().minus(Duration.ofHours(2)).toString());

        assertThat(summary(replay(owner, order), "asked")).isZero();
    }

    @Test
    void itChangesNothing() {
        // What others do in the background is written too, though not each time.
        assertThat(IntStream.range(0, 5)).anyMatch(_ -> {
            String before = written();
            replay(owner, order(namespace, guardrail(namespace, "no-monday", "action: Deny")));
            return written().equals(before);
        });
        assertThat(start(launcher, namespace, "monday")).isEqualTo(201);
    }

    @Test
    void eachIsOnRecordWithItsPeriodAndTheCandidatesDigest() {
        var order = order(namespace, guardrail(namespace, "no-monday", "action: Deny"));

        replay(owner, order);
        replay(owner, order(namespace));

        List<String> leaves = access.query(
                        "SELECT string_agg(encode(leaf, 'escape'), '\n' ORDER BY id) FROM event"
                                + " WHERE tenant = 'acme' AND code = 'policy.replayed' AND encode(leaf, 'escape') LIKE ?",
                        "%" + owner.subject() + "%")
                .orElseThrow()
                .lines()
                .toList();
        assertThat(leaves).hasSize(2);
        JsonPath first = new JsonPath(leaves.getFirst());
        assertThat(first.getString("facts.from")).isEqualTo(order.get("from"));
        assertThat(first.getString("facts.to")).isEqualTo(order.get("to"));
        assertThat(first.getString("facts.candidate"))
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(new JsonPath(leaves.getLast()).getString("facts.candidate"));
    }

    @Test
    void oneThatIsRefusedIsNone() {
        post(owner, "acme", "replay", order(namespace, "kind: [")).then().statusCode(422);

        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE tenant = 'acme' AND code = 'policy.replayed'"
                                + " AND encode(leaf, 'escape') LIKE ?",
                        "%" + owner.subject() + "%"))
                .contains("0");
    }

    @Test
    void ofAnotherTenantNothingIsSaid() {
        var foreign = access.account("globex", "Owner", "root");

        post(foreign, "acme", "replay", order(namespace)).then().statusCode(404);
    }

    @Test
    void aCandidateThatAnApplyWouldRefuseIsRefusedWithItsPlace() {
        post(owner, "acme", "replay", order(namespace, guardrail(namespace, "x", "action: Deny, when: \"inputs.\"")))
                .then()
                .statusCode(422)
                .body("code", equalTo("manifest_invalid"))
                .body("errors[0].pointer", equalTo("/spec/when"))
                .body("errors[0].line", equalTo(4));
        post(owner, "acme", "replay", order(namespace, PolicyCalls.namespaceAndJob(namespace)))
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/kind"));
        post(owner, "acme", "replay", order(namespace, "kind: [")).then().statusCode(422);
        post(owner, "acme", "replay", order(namespace, "#".repeat(300_000)))
                .then()
                .statusCode(413);
    }

    @Test
    void anOrderThatIsNoneIsRefusedWithItsPlaces() {
        post(owner, "acme", "replay", Map.of("from", "yesterday", "remove", List.of(Map.of("kind", "Job"))))
                .then()
                .statusCode(422)
                .body("errors.pointer", hasItem("/remove/0/kind"));
        post(owner, "acme", "replay", Map.of("from", "yesterday"))
                .then()
                .statusCode(422)
                .body("errors.pointer", equalTo(List.of("/from", "/to")));
        post(owner, "acme", "replay", Map.of("from", "2026-11-27T10:00:00Z", "to", "2026-11-27T11:00:00+01:00"))
                .then()
                .statusCode(422)
                .body("errors.pointer", equalTo(List.of("/to")));
        post(owner, "acme", "replay", Map.of("namespace", "No!"))
                .then()
                .statusCode(422)
                .body("errors.pointer", hasItem("/namespace"));
    }

    private void many() {
        access.sql("""
                INSERT INTO question (tenant, id, at, act, outcome, complete, subject_id, tenant_revision, body)
                SELECT tenant, (substring(id::text, 1, 14) || substring(gen_random_uuid()::text, 15))::uuid,
                       at, act, outcome, complete, subject_id, tenant_revision, body
                  FROM question, generate_series(1, 1000)
                 WHERE tenant = 'acme' AND subject_id = ? AND complete""", launcher.subject());
    }

    private static int summary(List<JsonPath> lines, String member) {
        return lines.getLast().getInt("summary." + member);
    }

    private String written() {
        return access.query("""
                        SELECT (SELECT count(*) FROM question WHERE tenant = 'acme' AND act <> 'policy:replay') || '/'
                            || (SELECT count(*) FROM resource WHERE tenant = 'acme') || '/'
                            || (SELECT revision FROM tenant WHERE name = 'acme') || '/'
                            || (SELECT count(*) FROM event WHERE tenant = 'acme' AND code <> 'policy.replayed')""").orElseThrow();
    }

    private String provisionedGroup() {
        String group = UUID.randomUUID().toString();
        access.sql("""
                INSERT INTO scim_client (tenant, id, name, created_by)
                VALUES ('acme', gen_random_uuid(), 'replayed', gen_random_uuid()) ON CONFLICT DO NOTHING""");
        access.sql(
                "INSERT INTO directory_group (tenant, id, source, client_id, display_name, display_name_lc)"
                        + " SELECT 'acme', ?::uuid, 'scim', id, ?, ? FROM scim_client"
                        + " WHERE tenant = 'acme' AND name = 'replayed'",
                group,
                "g-" + group,
                "g-" + group);
        return group;
    }
}
