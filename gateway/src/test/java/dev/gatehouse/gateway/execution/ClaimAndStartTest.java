package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.FAILED;
import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.stop.Maintenance;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.worker.Launch;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ClaimAndStartTest {
    @Inject
    Stage stage;

    @Inject
    SharedClaims claims;

    @Inject
    Starts starts;

    @Inject
    SharedStarts shared;

    @Inject
    StartPipeline pipeline;

    @Inject
    Renewals renewals;

    @Inject
    Unstarted unstarted;

    @Inject
    Maintenance maintenance;

    @Inject
    SnapshotLoader snapshots;

    @Inject
    PinnedJobs jobs;

    @Inject
    StartQuestions questions;

    @Inject
    LaunchWriter launches;

    @Inject
    SecretStart secrets;

    @Inject
    Telemetry telemetry;

    /** Policy that cannot be asked. */
    private static final class Silent implements PolicyEngine {
        @Override
        public <P extends Permit> Decision<P> decide(Question<P> question) {
            return new Decision.Unavailable<>("policy_stale");
        }
    }

    @Test
    void aClaimLeasesWithTheNextFenceAndEmptiesTheQueue() {
        var scene = stage.scene();
        var id = stage.queued(scene);

        List<Claimed> claimed = claims.claim(new ClaimCommand(stage.session(scene), 5));

        assertThat(claimed).hasSize(1);
        assertThat(claimed.getFirst().lease()).isEqualTo(new Lease(id, 1));
        assertThat(claimed.getFirst().attempt()).isEqualTo(1);
        assertThat(stage.state(id)).isEqualTo(LEASED);
        assertThat(stage.isWaiting(id)).isFalse();
    }

    @Test
    void aClaimOfSeveralAnswersTheMostUrgentFirstAndThenTheOldest() {
        var scene = stage.scene();
        var oldest = stage.queued(scene);
        var younger = stage.queued(scene);
        var urgent = stage.queued(scene);
        stage.sql("UPDATE queue SET priority = 5 WHERE execution_id = ?", urgent.value());

        List<Claimed> claimed = claims.claim(new ClaimCommand(stage.session(scene), 5));

        assertThat(claimed).extracting(each -> each.lease().execution()).containsExactly(urgent, oldest, younger);
    }

    @Test
    void aSessionThatEndedClaimsNothing() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        stage.sql("UPDATE worker_session SET ended_at = now() WHERE id = ?", session.id());

        assertThat(claims.claim(new ClaimCommand(session, 5))).isEmpty();
        assertThat(stage.state(id)).isEqualTo(QUEUED);
    }

    @Test
    void anotherGroupsSessionClaimsNothing() {
        var scene = stage.scene();
        stage.queued(scene);

        assertThat(claims.claim(new ClaimCommand(stage.session(stage.scene()), 5)))
                .isEmpty();
    }

    @Test
    void manyClaimsAtOnceShareTheQueueWithoutAnOverlap() throws InterruptedException, ExecutionException {
        var scene = stage.scene();
        for (int i = 0; i < 20; i++) {
            stage.queued(scene);
        }
        Callable<List<Claimed>> claim = () -> {
            var session = stage.session(scene);
            var mine = new ArrayList<Claimed>();
            List<Claimed> some = claims.claim(new ClaimCommand(session, 3));
            while (!some.isEmpty()) {
                mine.addAll(some);
                some = claims.claim(new ClaimCommand(session, 3));
            }
            return mine;
        };
        var all = new ArrayList<Claimed>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : threads.invokeAll(List.of(claim, claim, claim, claim))) {
                all.addAll(each.get());
            }
        }

        assertThat(all).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void anAllowedStartRunsWithEverythingFilledIn() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);

        StartAnswer answer = pipeline.start(session, lease);

        assertThat(answer).isInstanceOf(StartAnswer.Started.class);
        Launch launch = ((StartAnswer.Started) answer).launch();
        assertThat(launch.execution()).isEqualTo(id.toString());
        assertThat(launch.attempt()).isEqualTo(1);
        assertThat(launch.fence()).isEqualTo(1);
        assertThat(launch.timeoutMillis()).isEqualTo(900_000);
        assertThat(launch.process().command().toString()).contains("Ada");
        assertThat(stage.state(id)).isEqualTo(RUNNING);
        assertThat(stage.column(id, "isolation")).isEqualTo("none");
        assertThat(stage.events(id)).containsExactly("1 execution.accepted", "2 execution.started");
    }

    @Test
    void aRepeatedStartGetsTheSameAnswerUntilItIsAcknowledged() {
        var run = stage.running(stage.scene());

        StartAnswer again = pipeline.start(run.session(), run.lease());
        StartAnswer once = pipeline.start(run.session(), run.lease());

        assertThat(again).isInstanceOf(StartAnswer.Started.class).isEqualTo(once);
        assertThat(stage.events(run.id())).containsExactly("1 execution.accepted", "2 execution.started");
    }

    @Test
    void aFetchAfterTheAcknowledgementIsRefusedAndRecordedAsAnIncident() {
        var run = stage.running(stage.scene());
        renewals.renewed(run.session(), List.of(run.lease()));

        assertThat(pipeline.start(run.session(), run.lease())).isEqualTo(new StartAnswer.Refused());

        assertThat(incidents(run)).contains("1");
        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
    }

    @Test
    void aFetchByAnotherSessionIsRefusedAndRecordedAsAnIncident() {
        var scene = stage.scene();
        var run = stage.running(scene);

        assertThat(pipeline.start(stage.session(scene), run.lease())).isEqualTo(new StartAnswer.Refused());

        assertThat(incidents(run)).contains("1");
    }

    private Optional<String> incidents(Stage.Running run) {
        return stage.query(
                "SELECT count(*) FROM event WHERE code = 'envelope.refused' AND encode(leaf, 'escape') LIKE ?",
                "%" + run.id() + "%");
    }

    @Test
    void aStartUnderAnotherFenceOrSessionIsGone() {
        var scene = stage.scene();
        stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);

        assertThat(pipeline.start(session, new Lease(lease.execution(), 7)))
                .isEqualTo(new StartAnswer.Gone(Starts.LEASE_LOST));
        assertThat(pipeline.start(stage.session(scene), lease)).isEqualTo(new StartAnswer.Gone(Starts.LEASE_LOST));
        assertThat(stage.state(lease.execution())).isEqualTo(LEASED);
    }

    @Test
    void aStarterWhoseAccessEndedMakesTheStartRevoke() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        stage.access().end(scene.launcher());

        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Gone.class);

        assertThat(stage.state(id)).isEqualTo(REVOKED);
        assertThat(stage.events(id)).containsExactly("1 execution.accepted", "2 execution.revoked");
    }

    @Test
    void aBindingThatWasTakenAwayMakesTheStartRevoke() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        stage.sql(
                "DELETE FROM resource WHERE kind = 'rolebinding' AND name = ?",
                "of-" + scene.launcher().subject());
        stage.sql("UPDATE tenant SET revision = revision + 1 WHERE name = ?", Stage.TENANT);

        pipeline.start(session, lease);

        assertThat(stage.state(id)).isEqualTo(REVOKED);
        assertThat(stage.column(id, "error")).isEqualTo("no_matching_role");
    }

    @Test
    void anEpochThatRoseUnseenNeverStartsUnderTheOldOne() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        stage.sql(
                "UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE id = ?",
                scene.launcher().subject());

        pipeline.start(session, lease);

        assertThat(stage.state(id)).isEqualTo(REVOKED);
    }

    @Test
    void whatWasBegunWithATokenThatWasRevokedMeanwhileIsRevoked() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        // No cascade comes to it: nobody but the start looks.
        stage.sql(
                "UPDATE api_token SET revoked_at = now() WHERE subject_id = ?",
                scene.launcher().subject());

        pipeline.start(session, lease);

        assertThat(stage.state(id)).isEqualTo(REVOKED);
        assertThat(stage.events(id)).containsExactly("1 execution.accepted", "2 execution.revoked");
    }

    @Test
    void whatWasBegunWithATokenThatHasExpiredBegins() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        stage.sql(
                "UPDATE api_token SET expires_at = now() WHERE subject_id = ?",
                scene.launcher().subject());

        pipeline.start(session, lease);

        assertThat(stage.state(id)).isEqualTo(RUNNING);
    }

    @Test
    void policyThatCannotBeAskedPutsTheExecutionBackAndNeverRevokesIt() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        var silent = new StartPipeline(
                starts,
                shared,
                unstarted,
                new Silent(),
                maintenance,
                snapshots,
                jobs,
                questions,
                launches,
                secrets,
                telemetry);

        assertThat(silent.start(session, lease)).isEqualTo(new StartAnswer.Later());

        assertThat(stage.state(id)).isEqualTo(QUEUED);
        assertThat(stage.isWaiting(id)).isTrue();
        assertThat(stage.column(id, "deliveries")).isEqualTo("0");
        assertThat(stage.column(id, "attempt")).isEqualTo("0");
        assertThat(stage.column(id, "delays")).isEqualTo("1");
        assertThat(stage.events(id)).containsExactly("1 execution.accepted", "2 execution.returned");
        assertThat(claims.claim(new ClaimCommand(session, 1)))
                .as("not before its delay")
                .isEmpty();
    }

    @Test
    void aSecretWithoutAValueFailsTheExecutionAndTheReasonIsAudited() {
        var scene = stage.secretScene();
        var id = stage.queued(scene);
        var session = stage.session(scene);

        StartAnswer answer = pipeline.start(session, stage.claimed(session));

        assertThat(answer).isEqualTo(new StartAnswer.Gone("secret_missing"));
        assertThat(stage.state(id)).isEqualTo(FAILED);
        assertThat(stage.column(id, "error")).isEqualTo("secret_missing");
        assertThat(stage.events(id))
                .containsExactly("1 execution.accepted", "2 execution.resolving", "3 execution.failed");
        assertThat(leaf(id, "execution.failed")).contains("secret_missing");
    }

    @Test
    void anAuthorWhoMayNotUseTheSecretAnyMoreFailsTheExecution() {
        var scene = stage.secretScene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        stage.access().end(scene.owner());

        assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("secret_forbidden"));

        assertThat(stage.state(id)).isEqualTo(FAILED);
        assertThat(leaf(id, "execution.failed")).contains("secret_forbidden");
    }

    @Test
    void aSecretWithAValueTravelsSealedAndIsWipedOnceItArrived() {
        var scene = stage.secretScene();
        String value = "correct-horse-battery-staple";
        stage.putSecret(scene, value);
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);

        var first = (StartAnswer.Started) pipeline.start(session, lease);
        var again = (StartAnswer.Started) pipeline.start(session, lease);

        assertThat(first.envelope()).isPresent().isEqualTo(again.envelope());
        assertThat(first.launch().toString()).doesNotContain(value);
        renewals.renewed(session, List.of(lease));
        assertThat(stage.query("SELECT sealed FROM envelope WHERE execution_id = ?", id.value()))
                .isEmpty();
    }

    private String leaf(dev.gatehouse.observability.ExecutionId id, String code) {
        return stage.query(
                        "SELECT encode(leaf, 'escape') FROM event WHERE execution_id = ? AND code = ?",
                        id.value(),
                        code)
                .orElseThrow();
    }
}
