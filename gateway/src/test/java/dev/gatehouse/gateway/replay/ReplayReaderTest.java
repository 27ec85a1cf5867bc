package dev.gatehouse.gateway.replay;

import static dev.gatehouse.gateway.replay.PolicyCalls.apply;
import static dev.gatehouse.gateway.replay.PolicyCalls.guardrail;
import static dev.gatehouse.gateway.replay.PolicyCalls.order;
import static dev.gatehouse.gateway.replay.PolicyCalls.post;
import static dev.gatehouse.gateway.replay.PolicyCalls.replay;
import static dev.gatehouse.gateway.replay.PolicyCalls.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a replay those see who may replay and do not read everything. */
@QuarkusTest
class ReplayReaderTest {
    @Inject
    TestAccess access;

    private Account owner;
    private Account launcher;
    private String namespace = "";

    @BeforeEach
    void startTwice() {
        namespace = "reader-" + UUID.randomUUID();
        owner = access.account("acme", "Owner", "root");
        apply(owner, "", PolicyCalls.namespaceAndJob(namespace)).then().statusCode(200);
        launcher = access.account("acme", "Launcher", namespace);
        assertThat(start(launcher, namespace, "monday")).isEqualTo(201);
        assertThat(start(launcher, namespace, "tuesday")).isEqualTo(201);
    }

    @Test
    void whoMayNotReadInputsGetsNoExamplesWhereACandidateGoesByThem() {
        var replayer = replayer();
        String byInput = guardrail(namespace, "no-monday", "action: Deny, when: \"inputs.day == 'monday'\"");
        String byJob = guardrail(namespace, "no-etl", "action: Deny, when: \"job.name == 'etl'\"");

        var withheld = replay(replayer, order(namespace, byInput));
        var shown = replay(replayer, order(namespace, byJob));
        var toAuditor = replay(owner, order(namespace, byInput));

        assertThat(withheld.getFirst().getInt("count")).isEqualTo(1);
        assertThat(withheld.getFirst().<Object>get("examples")).isNull();
        assertThat(withheld.getLast().getBoolean("summary.examplesWithheld")).isTrue();
        assertThat(shown.getFirst().getList("examples")).hasSize(2);
        assertThat(shown.getLast().<Object>get("summary.examplesWithheld")).isNull();
        assertThat(toAuditor.getFirst().getList("examples")).hasSize(1);
    }

    /** A rule that is in force says by inputs what is left when another is taken away. */
    @Test
    void whoMayNotReadInputsGetsNoExamplesWhereARuleInForceGoesByThem() {
        var replayer = replayer();
        apply(
                        owner,
                        "",
                        guardrail(namespace, "no-monday", "action: Deny, when: \"inputs.day == 'monday'\""),
                        guardrail(namespace, "closed", "action: Deny"))
                .then()
                .statusCode(200);
        Map<String, Object> order = order(namespace);
        order.put("remove", List.of(Map.of("kind", "Guardrail", "namespace", namespace, "name", "closed")));

        var withheld = replay(replayer, order);
        var toAuditor = replay(owner, order);

        assertThat(withheld.getFirst().getInt("count")).isEqualTo(1);
        assertThat(withheld.getFirst().<Object>get("examples")).isNull();
        assertThat(toAuditor.getFirst().getList("examples")).hasSize(1);
    }

    private Account replayer() {
        apply(owner, "", """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: replayer}
                spec: {permissions: ["policy:replay"]}
                """).then().statusCode(200);
        return access.account("acme", "replayer", namespace);
    }

    @Test
    void whoMayReplayInANamespaceMayNotElsewhere() {
        var replayer = replayer();

        assertThat(replay(replayer, order(namespace)).getLast().getInt("summary.asked"))
                .isEqualTo(2);
        post(replayer, "acme", "replay", order("root")).then().statusCode(403);
        post(launcher, "acme", "replay", order(namespace)).then().statusCode(403);
    }
}
