package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.database.LostCommits;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An acceptance whose commit was not answered. */
@QuarkusTest
class UnknownCommitTest {
    @Inject
    Stage stage;

    @Inject
    AgroalDataSource database;

    @Inject
    IdempotencyKeys keys;

    @Inject
    StartLimits limits;

    @Inject
    AcceptedRows rows;

    @Inject
    Event<WorkQueued> queued;

    @Inject
    AcceptCommands commands;

    private AcceptCommand command() {
        return commands.of(stage.scene());
    }

    private AcceptOutcome accept(Transactions transactions, AcceptCommand command) {
        return new Acceptance(transactions, keys, limits, rows, queued)
                .accept(List.of(command))
                .getFirst();
    }

    private boolean isThere(AcceptCommand command) {
        return stage.query("SELECT 1 FROM execution WHERE id = ?", command.id().value())
                .isPresent();
    }

    @Test
    void whatWasCommittedAfterAllIsAccepted() {
        var command = command();

        assertThat(accept(LostCommits.on(database, true, 1), command)).isInstanceOf(AcceptOutcome.Accepted.class);

        assertThat(isThere(command)).isTrue();
        assertThat(stage.events(command.id())).containsExactly("1 execution.accepted");
    }

    @Test
    void ofABatchThatWasCommittedAfterAllEveryoneHearsWhatItCameTo() {
        var scene = stage.scene();
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k", "0a"));
        var first = commands.of(scene, Map.of("name", "Ada"), key);
        var repeat = commands.of(scene, Map.of("name", "Ada"), key);

        List<AcceptOutcome> outcomes = new Acceptance(LostCommits.on(database, true, 1), keys, limits, rows, queued)
                .accept(List.of(first, repeat));

        assertThat(outcomes.getFirst()).isInstanceOf(AcceptOutcome.Accepted.class);
        assertThat(outcomes.getLast()).isInstanceOf(AcceptOutcome.Replayed.class);
        assertThat(isThere(repeat)).isFalse();
    }

    @Test
    void whatWasNotFoundStaysUnknown() {
        var command = command();
        Transactions lost = LostCommits.on(database, false, 1);

        assertThatThrownBy(() -> accept(lost, command)).isInstanceOf(OutcomeUnknown.class);

        assertThat(isThere(command)).isFalse();
    }

    @Test
    void whatCannotBeLookedUpStaysUnknown() {
        var command = command();
        Transactions lost = LostCommits.on(database, true, 2);

        assertThatThrownBy(() -> accept(lost, command)).isInstanceOf(OutcomeUnknown.class);
    }
}
