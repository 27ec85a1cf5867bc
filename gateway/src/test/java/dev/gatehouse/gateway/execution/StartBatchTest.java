package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.AuditException;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.LostCommits;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.StartOutcome.FactsChanged;
import dev.gatehouse.gateway.execution.StartOutcome.Gone;
import dev.gatehouse.gateway.execution.StartOutcome.Started;
import dev.gatehouse.gateway.identity.ApiTokens;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Starts that share a look or a transaction. Each scene raises the tenant's revision, so all of them come first. */
@QuarkusTest
class StartBatchTest {
    @Inject
    ExecutionNews news;

    @Inject
    Stage stage;

    @Inject
    StartCommands commands;

    @Inject
    Starts starts;

    @Inject
    StartRequests requests;

    @Inject
    SharedClaims claims;

    @Inject
    Standings standings;

    @Inject
    StartedRows rows;

    @Inject
    ApiTokens tokens;

    @Inject
    AuditTrail trail;

    @Inject
    AgroalDataSource database;

    private Starts on(Transactions transactions) {
        return new Starts(transactions, standings, rows, tokens, trail, news);
    }

    private void becomesTooLarge(StartCommand command) {
        stage.sql(
                "UPDATE execution SET job_digest = job_digest || repeat('x', 17000) WHERE id = ?",
                command.key().id().value());
    }

    /** Or every sweep of other tests would have to do with it. */
    private void becomesAsBefore(StartCommand command) {
        stage.sql(
                "UPDATE execution SET job_digest = left(job_digest, 64) WHERE id = ?",
                command.key().id().value());
    }

    private ExecutionState state(StartCommand command) {
        return stage.state(command.key().id());
    }

    @Test
    void eachRunsUnderItsOwnLeaseWithItsOwnEvent() {
        var scene = stage.scene();
        var another = stage.scene();
        var one = commands.of(scene);
        var other = commands.of(another);

        var outcomes = starts.start(List.of(one, other));

        assertThat(outcomes).allMatch(Started.class::isInstance);
        for (var each : List.of(one, other)) {
            assertThat(state(each)).isEqualTo(RUNNING);
            assertThat(stage.events(each.key().id())).containsExactly("1 execution.accepted", "2 execution.started");
            assertThat(stage.column(each.key().id(), "events || ' ' || attempt || ' ' || isolation"))
                    .isEqualTo("2 1 none");
        }
    }

    @Test
    void onlyTheOneWhoseGroundsChangedIsDecidedAgain() {
        var changed = stage.scene();
        var unchanged = stage.scene();
        var loser = commands.of(changed);
        var stranger = commands.of(unchanged);
        stage.sql(
                "UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?",
                changed.launcher().subject());

        var outcomes = starts.start(List.of(loser, stranger));

        assertThat(outcomes.getFirst()).isInstanceOf(FactsChanged.class);
        assertThat(outcomes.getLast()).isInstanceOf(Started.class);
        assertThat(state(loser)).isEqualTo(LEASED);
    }

    @Test
    void onlyTheOneWhoseSessionEndedIsGone() {
        var scene = stage.scene();
        var another = stage.scene();
        var loser = commands.of(scene);
        var stranger = commands.of(another);
        stage.sql(
                "UPDATE worker_session SET ended_at = now() WHERE id = ?",
                loser.session().id());

        var outcomes = starts.start(List.of(loser, stranger));

        assertThat(outcomes.getFirst()).isEqualTo(new Gone(Starts.SESSION_ENDED));
        assertThat(outcomes.getLast()).isInstanceOf(Started.class);
    }

    @Test
    void theSameStartTwiceInOneBatchIsOneStart() {
        var command = commands.of(stage.scene());

        var outcomes = starts.start(List.of(command, command));

        assertThat(outcomes).hasSize(2).allMatch(Started.class::isInstance);
        assertThat(stage.events(command.key().id())).hasSize(2);
        assertThat(stage.column(command.key().id(), "attempt")).isEqualTo("1");
    }

    @Test
    void oneThatCannotBeRecordedTakesNobodysStartWithIt() {
        var scene = stage.scene();
        var another = stage.scene();
        var poison = commands.of(scene);
        var stranger = commands.of(another);
        var ahead = commands.of(another);
        becomesTooLarge(poison);

        assertThatThrownBy(() -> starts.start(List.of(stranger, poison))).isInstanceOf(AuditException.class);
        assertThat(state(stranger)).isEqualTo(LEASED);
        try (var commits = new HeldCommit<>(starts::start, ahead)) {
            var first = commits.enter(poison);
            var second = commits.enter(stranger);
            assertThat(commits.release()).containsInstanceOf(Started.class);
            assertThat(second.get()).containsInstanceOf(Started.class);
            assertThatThrownBy(first::get).isInstanceOf(AuditException.class);
            assertThat(commits.sizes()).containsExactly(1, 2, 1, 1);
            assertThat(commits.halved()).isOne();
        } finally {
            becomesAsBefore(poison);
        }

        assertThat(state(poison)).isEqualTo(LEASED);
        assertThat(state(stranger)).isEqualTo(RUNNING);
    }

    @Test
    void aDamagedQuestionAmongOthersIsToBeAskedForAloneAndTheOthersStart() {
        var scene = stage.scene();
        var damaged = stage.queued(scene);
        stage.queued(scene);
        var session = stage.session(scene);
        stage.sql("UPDATE execution SET decision_id = ? WHERE id = ?", new UUID(7, 7), damaged.value());
        List<Lease> leases = claims.claim(new ClaimCommand(session, 5)).stream()
                .map(Claimed::lease)
                .toList();

        var answers = requests.start(session, leases);

        assertThat(leases.getFirst().execution()).isEqualTo(damaged);
        assertThat(answers.getFirst()).isEqualTo(new StartAnswer.Alone());
        assertThat(answers.getLast()).isInstanceOf(StartAnswer.Started.class);
    }

    @Test
    void oneWithSecretsIsToBeAskedForAlone() {
        var scene = stage.secretScene();
        var id = stage.queued(scene);
        var session = stage.session(scene);

        var answers = requests.start(session, List.of(stage.claimed(session)));

        assertThat(answers).containsExactly(new StartAnswer.Alone());
        assertThat(stage.state(id)).isEqualTo(LEASED);
    }

    @Test
    void aCommitThatWasCarriedOutWithoutAnAnswerIsFoundAndAnswered() {
        var command = commands.of(stage.scene());

        var outcomes = on(LostCommits.on(database, true, 1)).start(List.of(command));

        assertThat(outcomes).hasSize(1).allMatch(Started.class::isInstance);
        assertThat(stage.events(command.key().id())).hasSize(2);
    }

    @Test
    void whatCannotBeLookedUpStaysUnknownAndTheSameStartHealsIt() {
        var command = commands.of(stage.scene());

        assertThatThrownBy(() -> on(LostCommits.on(database, true, 2)).start(List.of(command)))
                .isInstanceOf(OutcomeUnknown.class);
        assertThat(starts.start(List.of(command))).allMatch(Started.class::isInstance);

        assertThat(stage.events(command.key().id())).hasSize(2);
        assertThat(stage.column(command.key().id(), "attempt")).isEqualTo("1");
    }
}
