package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.scim.ScimCalls;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an identity provider's word ends, from its answer on. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ProvisionedEndTest {
    private static final String SCHEDULE = "access-ends";

    @Inject
    Stage stage;

    @Inject
    Directory directory;

    @Inject
    StopSignals signals;

    @Inject
    StartPipeline pipeline;

    @Inject
    Scheduler scheduler;

    private Stage.Scene scene;
    private ScimCalls scim;

    @BeforeEach
    void openDoor() {
        scene = stage.scene();
        scim = directory.client();
    }

    /** How an identity provider says that somebody is no more. */
    enum Word {
        PATCH("deactivated"),
        PUT("deactivated"),
        DELETE("deleted");

        private final String reason;

        Word(String reason) {
            this.reason = reason;
        }

        void say(ScimCalls scim, Account person) {
            String path = "/Users/" + person.subject();
            switch (this) {
                case PATCH -> Directory.deactivate(scim, person);
                case PUT ->
                    scim.put(path, "{'userName':'" + person.name() + "','active':false}")
                            .then()
                            .statusCode(200);
                case DELETE -> scim.delete(path).then().statusCode(204);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Word.class)
    void afterTheAnswerNothingBeginsAndSoonNothingGoesOn(Word word) {
        Account ada = directory.launcher(scim, scene);
        var run = running(ada);
        var session = stage.session(scene);
        ExecutionId leased = queued(ada);
        Lease lease = stage.claimed(session);
        ExecutionId queued = queued(ada);

        word.say(scim, ada);

        assertThat(reads(ada, queued)).isEqualTo(401);
        assertThat(pipeline.start(session, lease)).isInstanceOfAny(StartAnswer.Gone.class, StartAnswer.Refused.class);
        String end = done(ada);
        assertThat(stage.state(leased)).isEqualTo(REVOKED);
        assertThat(stage.state(queued)).isEqualTo(REVOKED);
        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
        assertThat(signals.wanted(run.session())).containsExactly(new StopSignal(run.lease(), true));
        assertThat(stage.query("SELECT reason || ' ' || extent FROM access_end WHERE id = ?::uuid", end))
                .contains(word.reason + " everything");
        assertThat(stage.query("SELECT caused_by FROM access_end WHERE id = ?::uuid", end))
                .contains(scim.client());
        assertThat(stage.query(
                        "SELECT count(*) FROM api_token WHERE subject_id = ? AND revoked_at IS NULL", ada.subject()))
                .contains("0");
    }

    @Test
    void aChangeThatLeavesAccessEndsNothing() {
        Account ada = directory.launcher(scim, scene);
        ExecutionId queued = queued(ada);

        scim.patch("/Users/" + ada.subject(), "{'op':'replace','path':'displayName','value':'Ada'}")
                .then()
                .statusCode(200);
        scim.put("/Users/" + ada.subject(), "{'userName':'" + ada.name() + "','active':true}")
                .then()
                .statusCode(200);

        assertThat(ends(ada)).isEqualTo("0");
        assertThat(stage.state(queued)).isEqualTo(QUEUED);
        assertThat(reads(ada, queued)).isEqualTo(200);
    }

    @Test
    void whoComesBackKeepsWhatIsBegunThenAndLosesWhatWasBefore() {
        Account ada = directory.launcher(scim, scene);
        ExecutionId before = queued(ada);
        String made;
        ExecutionId after;
        scheduler.pause(SCHEDULE);
        try {
            // As if every gateway had died that could have ended anything in the meantime.
            stage.sql(
                    "UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE id = ?",
                    ada.subject());
            stage.sql("""
                    INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, caused_by)
                    SELECT tenant, gen_random_uuid(), id, epoch, 'deactivated', 'everything', id FROM subject WHERE id = ?""", ada.subject());
            stage.sql("""
                    INSERT INTO access_end_step (tenant, end_id, step, position)
                    SELECT tenant, id, step, position FROM access_end, unnest(ARRAY['tokens', 'executions'])
                      WITH ORDINALITY AS s (step, position) WHERE subject_id = ?""", ada.subject());
            Directory.activate(scim, ada, true);
            made = stage.access().token(Stage.TENANT, ada.subject());
            after = queued(new Account(Stage.TENANT, ada.subject(), ada.name(), made));
        } finally {
            scheduler.resume(SCHEDULE);
        }

        done(ada);

        assertThat(stage.state(before)).isEqualTo(REVOKED);
        assertThat(stage.state(after)).isEqualTo(QUEUED);
        assertThat(reads(ada, after)).isEqualTo(401);
        assertThat(reads(new Account(Stage.TENANT, ada.subject(), ada.name(), made), after))
                .isEqualTo(200);
    }

    /** How a group is left. */
    enum Leaving {
        REMOVED,
        REPLACED,
        DELETED;

        void leave(ScimCalls scim, String group, String name, Account who, Account stays) {
            String path = "/Groups/" + group;
            switch (this) {
                case REMOVED ->
                    scim.patch(path, "{'op':'remove','path':'members','value':[{'value':'" + who.subject() + "'}]}")
                            .then()
                            .statusCode(200);
                case REPLACED ->
                    scim.put(path, "{'displayName':'" + name + "','members':[{'value':'" + stays.subject() + "'}]}")
                            .then()
                            .statusCode(200);
                case DELETED -> scim.delete(path).then().statusCode(204);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void whoLeavesAGroupLosesWhatOnlyTheGroupAllowed(Leaving leaving) {
        Stage.Scene alsoBound = stage.scene();
        Account leaves = directory.person(scim);
        Account stays = directory.person(scim);
        String name = "g-" + UUID.randomUUID();
        String group =
                scim.group(name, leaves.subject().toString(), stays.subject().toString());
        directory.launchersAreIn(group, scene);
        directory.launchersAreIn(
                scim.group("h-" + UUID.randomUUID(), leaves.subject().toString()), alsoBound);
        ExecutionId lost = queued(leaves);
        var lostRun = running(leaves);
        ExecutionId kept =
                Stage.id(stage.submit(leaves, Stage.body(alsoBound.job())).statusCode(201));
        ExecutionId others = queued(stays);

        leaving.leave(scim, group, name, leaves, stays);

        String end = done(leaves);
        assertThat(stage.query("SELECT reason || ' ' || extent FROM access_end WHERE id = ?::uuid", end))
                .contains("group_left denied");
        assertThat(stage.state(lost)).isEqualTo(REVOKED);
        assertThat(signals.wanted(lostRun.session())).containsExactly(new StopSignal(lostRun.lease(), true));
        assertThat(stage.state(kept)).isEqualTo(QUEUED);
        assertThat(reads(leaves, kept)).isEqualTo(200);
        if (leaving != Leaving.DELETED) {
            assertThat(stage.state(others)).isEqualTo(QUEUED);
            assertThat(ends(stays)).isEqualTo("0");
        }
    }

    @Test
    void whoLosesARunByLeavingAGroupIsToldWhy() {
        Account leaves = directory.person(scim);
        String group = scim.group("g-" + UUID.randomUUID(), leaves.subject().toString());
        directory.launchersAreIn(group, scene);
        ExecutionId lost = queued(leaves);

        Leaving.REMOVED.leave(scim, group, "", leaves, leaves);
        done(leaves);

        String decision = decisionOf("execution.stop_requested", lost).orElseThrow();
        assertThat(decisionOf("execution.revoked", lost)).contains(decision);
        Stage.as(leaves.token())
                .get("/api/v1/acme/decisions/" + decision)
                .then()
                .statusCode(200)
                .body("outcome", equalTo("deny"))
                .body("permission", equalTo("execution:create"))
                .body("reason_user", startsWith("None of your roles gives you execution:create in "));
        Stage.as(scene.owner().token())
                .get("/api/v1/acme/decisions/" + decision)
                .then()
                .statusCode(200)
                .body("question.execution", equalTo(lost.toString()))
                .body("question.attempt", equalTo(1));
    }

    @Test
    void theAttemptThatDoesNotComeIsNamedWithTheDenial() {
        Account leaves = directory.person(scim);
        String group = scim.group("g-" + UUID.randomUUID(), leaves.subject().toString());
        directory.launchersAreIn(group, scene);
        ExecutionId lost = queued(leaves);
        stage.sql("UPDATE execution SET attempt = 2 WHERE id = ?", lost.value());

        Leaving.REMOVED.leave(scim, group, "", leaves, leaves);
        done(leaves);

        assertThat(stage.query(
                        "SELECT body ->> 'attempt' FROM question WHERE id = ?::uuid",
                        decisionOf("execution.revoked", lost).orElseThrow()))
                .as("the one that it waited for")
                .contains("3");
    }

    @Test
    void aDenialThatEndsARunIsNobodysElse() {
        Account leaves = directory.person(scim);
        String group = scim.group("g-" + UUID.randomUUID(), leaves.subject().toString());
        directory.launchersAreIn(group, scene);
        ExecutionId lost = queued(leaves);

        Leaving.REMOVED.leave(scim, group, "", leaves, leaves);
        done(leaves);

        String decision = decisionOf("execution.revoked", lost).orElseThrow();
        Stage.as(directory.launcher(scim, scene).token())
                .get("/api/v1/acme/decisions/" + decision)
                .then()
                .statusCode(403);
    }

    @Test
    void whoLosesARunWithAllAccessIsDeniedByNoDecision() {
        Account ada = directory.launcher(scim, scene);
        ExecutionId lost = queued(ada);

        Directory.deactivate(scim, ada);
        done(ada);

        assertThat(stage.state(lost)).isEqualTo(REVOKED);
        assertThat(decisionOf("execution.revoked", lost)).isEmpty();
        assertThat(stage.query(
                        "SELECT count(*) FROM question WHERE subject_id = ? AND outcome = 'deny'", ada.subject()))
                .contains("0");
    }

    /** That the event of the execution names. */
    private Optional<String> decisionOf(String code, ExecutionId execution) {
        return stage.query(
                "SELECT convert_from(leaf, 'UTF8')::jsonb ->> 'decision' FROM event"
                        + " WHERE code = ? AND convert_from(leaf, 'UTF8')::jsonb ->> 'execution' = ?",
                code,
                execution.toString());
    }

    @Test
    void whoLeavesAGroupWithNothingBegunNeedsNoCascade() {
        Account idle = directory.person(scim);
        String group = scim.group("g-" + UUID.randomUUID(), idle.subject().toString());

        Leaving.REMOVED.leave(scim, group, "", idle, idle);

        assertThat(ends(idle)).isEqualTo("0");
        assertThat(stage.query("SELECT epoch FROM subject WHERE id = ?", idle.subject()))
                .contains("2");
    }

    @Test
    void aStartThatNobodyHeardOfIsNotRepeatedWithItsSecretsAfterAccessEnded() {
        Stage.Scene secret = stage.secretScene();
        stage.putSecret(secret, "correct-horse-battery-staple");
        Account ada = directory.launcher(scim, secret);
        Stage.id(stage.submit(ada, Stage.body(secret.job())).statusCode(201));
        WorkerSession session = stage.session(secret);
        Lease lease = stage.claimed(session);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);

        Directory.deactivate(scim, ada);

        assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("access_ended"));
    }

    private ExecutionId queued(Account who) {
        return Stage.id(stage.submit(who, Stage.body(scene.job())).statusCode(201));
    }

    private Stage.Running running(Account who) {
        ExecutionId id = queued(who);
        WorkerSession session = stage.session(scene);
        Lease lease = stage.claimed(session);
        while (!lease.execution().equals(id)) {
            lease = stage.claimed(session);
        }
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        return new Stage.Running(id, session, lease);
    }

    private static int reads(Account who, ExecutionId execution) {
        return Stage.as(who.token()).get("/api/v1/acme/executions/" + execution).statusCode();
    }

    private String ends(Account of) {
        return stage.query("SELECT count(*) FROM access_end WHERE subject_id = ?", of.subject())
                .orElseThrow();
    }

    /** The id of the person's latest end, when it is done. */
    private String done(Account of) {
        return Until.sees(
                        () -> stage.query(
                                "SELECT id FROM access_end WHERE subject_id = ? AND done_at IS NOT NULL ORDER BY id DESC",
                                of.subject()),
                        Optional::isPresent)
                .orElseThrow();
    }
}
