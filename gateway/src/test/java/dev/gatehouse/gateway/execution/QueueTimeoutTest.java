package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class QueueTimeoutTest {
    private static final String FIVE_MINUTES = "queueTimeout: PT5M";

    @Inject
    Stage stage;

    @Inject
    Retried retried;

    @Inject
    Expiry expiry;

    @Inject
    StartPipeline starts;

    @Inject
    Unstarted unstarted;

    /** As if so much more time had passed since it began to wait. */
    private void wait(ExecutionId id, String interval) {
        stage.sql("UPDATE execution SET queue_until = queue_until - ?::interval WHERE id = ?", interval, id.value());
    }

    @Test
    void whatNobodyClaimedInItsTimeIsTimedOut() {
        var id = stage.queued(retried.scene(FIVE_MINUTES));
        wait(id, "301 s");

        retried.sweptTo(TIMED_OUT, id);
        assertThat(stage.column(id, "error")).isEqualTo("queue_timeout");
        assertThat(stage.isWaiting(id)).isFalse();
        assertThat(stage.events(id)).containsExactly("1 execution.accepted", "2 execution.timed_out");
    }

    @Test
    void whatStillHasTimeWaitsOn() {
        var id = stage.queued(retried.scene(FIVE_MINUTES));
        wait(id, "290 s");

        retried.sweptTo(QUEUED, id);
    }

    @Test
    void aJobWithoutAQueueTimeoutWaitsForEver() {
        var id = stage.queued(stage.scene());

        assertThat(stage.column(id, "coalesce(queue_until::text, 'for ever')")).isEqualTo("for ever");
    }

    @Test
    void whatIsClaimedInTimeMayStillBegin() {
        var scene = retried.scene(FIVE_MINUTES);
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        wait(id, "301 s");

        expiry.run(() -> true);
        assertThat(stage.state(id)).isEqualTo(LEASED);

        starts.start(session, lease);
        assertThat(stage.state(id)).isEqualTo(RUNNING);
    }

    @Test
    void theTimeInWhichPolicyCouldNotAnswerCounts() {
        var scene = retried.scene(FIVE_MINUTES);
        var id = stage.queued(scene);
        var session = stage.session(scene);
        unstarted.later(session, stage.claimed(session), "policy_unavailable");
        wait(id, "301 s");

        retried.sweptTo(TIMED_OUT, id);
        assertThat(stage.column(id, "error")).isEqualTo("queue_timeout");
    }

    @Test
    void eachWaitForAnotherAttemptHasItsWholeTimeFromTheEndOfItsBackoff() {
        var run = stage.running(retried.scene(FIVE_MINUTES + "\n  retry: {attempts: 2, backoff: PT1M}"));
        wait(run.id(), "301 s");
        stage.report(run.session(), run.lease(), ExecutionState.FAILED);

        wait(run.id(), "330 s");
        retried.sweptTo(QUEUED, run.id());

        wait(run.id(), "31 s");
        retried.sweptTo(TIMED_OUT, run.id());
    }

    @Test
    void moreThanOneBatchIsSweptAtOnce() {
        var scene = retried.scene(FIVE_MINUTES);
        List<ExecutionId> all = Stream.generate(() -> stage.queued(scene))
                .limit(ExecutionRows.BATCH + 5)
                .toList();
        all.forEach(id -> wait(id, "301 s"));

        retried.sweptTo(TIMED_OUT, all.getLast());
        all.forEach(id -> retried.sweptTo(TIMED_OUT, id));
    }
}
