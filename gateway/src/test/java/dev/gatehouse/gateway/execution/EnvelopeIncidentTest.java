package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.FAILED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.worker.EnvelopeContext;
import dev.gatehouse.worker.EnvelopeRefused;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.SealedEnvelope;
import dev.gatehouse.worker.SessionKeys;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of an envelope that is replayed, fetched twice, fetched by another session or opened for another attempt. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class EnvelopeIncidentTest {
    private static final String VALUE = "correct-horse-battery-staple";

    @Inject
    Stage stage;

    @Inject
    Retried retried;

    @Inject
    StartPipeline starts;

    @Inject
    Renewals renewals;

    @Inject
    Reports reports;

    /** What a worker has after the start of a job with a secret. */
    private static final class Given {
        private final Stage.Running run;
        private final SessionKeys keys;
        private final byte[] envelope;

        Given(Stage.Running run, SessionKeys keys, byte[] envelope) {
            this.run = run;
            this.keys = keys;
            this.envelope = envelope.clone();
        }

        Stage.Running run() {
            return run;
        }

        SessionKeys keys() {
            return keys;
        }

        byte[] envelope() {
            return envelope.clone();
        }

        EnvelopeContext context() {
            return new EnvelopeContext(
                    Stage.TENANT,
                    run.id(),
                    1,
                    run.lease().fence(),
                    run.session().worker());
        }

        String opened(SessionKeys by, EnvelopeContext context, byte[] sealed) {
            var values = SealedEnvelope.open(by, context, sealed);
            return values.values().iterator().next().expose(clear -> new String(clear, StandardCharsets.UTF_8));
        }
    }

    private Given given(Stage.Scene scene) {
        stage.putSecret(scene, VALUE);
        var id = stage.queued(scene);
        var session = stage.session(scene);
        var keys = SessionKeys.generate();
        stage.sql(
                "UPDATE worker_session SET session_key = ? WHERE id = ?",
                Base64.getUrlDecoder().decode(keys.publicKey()),
                session.id());
        Lease lease = stage.claimed(session);
        var started = (StartAnswer.Started) starts.start(session, lease);
        return new Given(
                new Stage.Running(id, session, lease),
                keys,
                Protocol.decode(started.envelope().orElseThrow()));
    }

    @Test
    void anEnvelopeOpensForTheVeryAttemptThatItWasSealedForAndForNothingElse() {
        var given = given(stage.secretScene());
        var here = given.context();
        var otherRun = new ExecutionId(new UUID(7, 7));

        assertThat(given.opened(given.keys(), here, given.envelope())).isEqualTo(VALUE);
        for (var elsewhere : List.of(
                new EnvelopeContext("globex", here.execution(), here.attempt(), here.fence(), here.worker()),
                new EnvelopeContext(here.tenant(), otherRun, here.attempt(), here.fence(), here.worker()),
                new EnvelopeContext(here.tenant(), here.execution(), 2, here.fence(), here.worker()),
                new EnvelopeContext(here.tenant(), here.execution(), here.attempt(), here.fence() + 1, here.worker()),
                new EnvelopeContext(here.tenant(), here.execution(), here.attempt(), here.fence(), new UUID(7, 7)))) {
            assertThatThrownBy(() -> given.opened(given.keys(), elsewhere, given.envelope()))
                    .as(elsewhere.toString())
                    .isInstanceOf(EnvelopeRefused.class);
        }
        assertThatThrownBy(() -> given.opened(SessionKeys.generate(), here, given.envelope()))
                .isInstanceOf(EnvelopeRefused.class);
    }

    @Test
    void anEnvelopeOfAnEarlierRunDoesNotOpenForTheNextOneOfTheSameJobWorkerAndKey() {
        var scene = stage.secretScene();
        var first = given(scene);
        stage.report(first.run().session(), first.run().lease(), FAILED);
        var id = stage.queued(scene);
        Lease second = stage.claimed(first.run().session());
        var started = (StartAnswer.Started) starts.start(first.run().session(), second);
        var here = new EnvelopeContext(
                Stage.TENANT, id, 1, second.fence(), first.run().session().worker());

        assertThat(first.opened(
                        first.keys(), here, Protocol.decode(started.envelope().orElseThrow())))
                .isEqualTo(VALUE);
        assertThatThrownBy(() -> first.opened(first.keys(), here, first.envelope()))
                .isInstanceOf(EnvelopeRefused.class);
    }

    @Test
    void whatItsWorkerCouldNotOpenIsAnIncidentOnceHoweverOftenItIsReported() {
        var run = given(stage.secretScene()).run();

        assertThat(refused(run)).isEqualTo(new ReportOutcome.Recorded(FAILED));
        assertThat(refused(run)).isEqualTo(new ReportOutcome.Recorded(FAILED));

        assertThat(stage.column(run.id(), "error")).isEqualTo("envelope_refused");
        assertThat(incidents(run)).isEqualTo("not_opened " + run.session().worker());
    }

    @Test
    void anyOtherEndIsNone() {
        var run = given(stage.secretScene()).run();

        stage.report(run.session(), run.lease(), FAILED);

        assertThat(incidents(run)).isEmpty();
    }

    @Test
    void anEnvelopeThatWasNotOpenedIsAnIncidentAlsoWhereAnotherAttemptFollows() {
        var run = stage.running(retried.twice());

        assertThat(refused(run)).isEqualTo(new ReportOutcome.Recorded(QUEUED));
        assertThat(refused(run)).isEqualTo(new ReportOutcome.Recorded(QUEUED));

        assertThat(incidents(run)).isEqualTo("not_opened " + run.session().worker());
    }

    @Test
    void anEnvelopeThatWasNotOpenedIsAnIncidentAlsoWhereItsSessionWasLostMeanwhile() {
        var run = stage.running(retried.twice());
        retried.expire(run);
        retried.sweptTo(QUEUED, run.id());

        assertThat(refused(run)).isEqualTo(new ReportOutcome.Recorded(QUEUED));
        assertThat(refused(run)).isEqualTo(new ReportOutcome.Recorded(QUEUED));

        assertThat(incidents(run)).isEqualTo("not_opened " + run.session().worker());
    }

    @Test
    void whatIsFetchedAgainByWhomeverHasNoSecretInIt() {
        var scene = stage.secretScene();
        var run = given(scene).run();
        var sameWorker = stage.sessionOf(run.session().worker(), scene);
        assertThat(starts.start(sameWorker, run.lease())).isEqualTo(new StartAnswer.Refused());
        assertThat(starts.start(stage.session(scene), run.lease())).isEqualTo(new StartAnswer.Refused());
        renewals.renewed(run.session(), List.of(run.lease()));
        assertThat(starts.start(run.session(), run.lease())).isEqualTo(new StartAnswer.Refused());

        assertThat(incidents(run).lines().map(each -> each.split(" ", -1)[0]))
                .containsExactly("other_session", "other_session", "acknowledged");
        assertThat(stage.query(
                        "SELECT sealed FROM envelope WHERE execution_id = ?",
                        run.id().value()))
                .isEmpty();
    }

    @Test
    void aSessionOfAnotherGroupOrTenantHearsNothingOfIt() {
        var scene = stage.secretScene();
        var run = given(scene).run();

        assertThat(starts.start(stage.session(stage.scene()), run.lease())).isInstanceOf(StartAnswer.Gone.class);
        assertThat(starts.start(stage.session("globex", scene), run.lease())).isInstanceOf(StartAnswer.Gone.class);
    }

    private ReportOutcome refused(Stage.Running run) {
        return reports.report(List.of(new ReportCommand(
                        run.session(),
                        run.lease(),
                        1,
                        FAILED,
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.of("envelope_refused"),
                        0,
                        "")))
                .getFirst();
    }

    /** Why, and of which worker, a line each. */
    private String incidents(Stage.Running run) {
        return stage.query("""
                        SELECT string_agg(leaf -> 'facts' ->> 'reason' || ' ' || (leaf ->> 'actor'), chr(10) ORDER BY id)
                          FROM (SELECT id, convert_from(leaf, 'UTF8')::jsonb AS leaf FROM event
                                 WHERE tenant = ? AND code = 'envelope.refused') AS refused
                         WHERE leaf ->> 'resource' = ?""", Stage.TENANT, "execution/" + run.id()).orElse("");
    }
}
