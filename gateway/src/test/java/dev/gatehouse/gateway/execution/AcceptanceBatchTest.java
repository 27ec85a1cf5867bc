package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.AuditException;
import dev.gatehouse.gateway.execution.AcceptOutcome.Accepted;
import dev.gatehouse.gateway.execution.AcceptOutcome.FactsChanged;
import dev.gatehouse.gateway.execution.AcceptOutcome.KeyTaken;
import dev.gatehouse.gateway.execution.AcceptOutcome.Replayed;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests that share a transaction. */
@QuarkusTest
class AcceptanceBatchTest {
    @Inject
    Stage stage;

    @Inject
    AcceptCommands commands;

    @Inject
    Acceptance acceptance;

    private static Optional<IdempotencyKey> key(String fingerprint) {
        return Optional.of(new IdempotencyKey("k1", fingerprint));
    }

    private boolean isThere(AcceptCommand command) {
        return stage.query("SELECT 1 FROM execution WHERE id = ?", command.id().value())
                .isPresent();
    }

    @Test
    void eachBecomesAnExecutionOfItsOwnWithItsOwnRecord() {
        var scene = stage.scene();
        var ada = commands.of(scene, Map.of("name", "Ada"), Optional.empty());
        var bob = commands.of(scene, Map.of("name", "Bob"), Optional.empty());

        List<AcceptOutcome> outcomes = acceptance.accept(List.of(ada, bob));

        assertThat(outcomes).allMatch(Accepted.class::isInstance);
        for (var command : List.of(ada, bob)) {
            assertThat(stage.events(command.id())).containsExactly("1 execution.accepted");
            assertThat(stage.column(command.id(), "events")).isEqualTo("1");
            assertThat(stage.isWaiting(command.id())).isTrue();
            assertThat(stage.query(
                            "SELECT count(*) FROM question q JOIN execution e ON e.decision_id = q.id WHERE e.id = ?",
                            command.id().value()))
                    .contains("1");
        }
        assertThat(stage.column(bob.id(), "inputs ->> 'name'")).isEqualTo("Bob");
    }

    @Test
    void onlyTheOneWhoseAccessChangedIsDecidedAgain() {
        var changed = stage.scene();
        var loser = commands.of(changed);
        var stranger = commands.of(stage.scene());
        stage.sql(
                "UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?",
                changed.launcher().subject());

        List<AcceptOutcome> outcomes = acceptance.accept(List.of(loser, stranger));

        assertThat(outcomes.getFirst()).isInstanceOf(FactsChanged.class);
        assertThat(outcomes.getLast()).isInstanceOf(Accepted.class);
        assertThat(isThere(loser)).isFalse();
        assertThat(isThere(stranger)).isTrue();
    }

    @Test
    void oneKeyInOneBatchIsOneExecution() {
        var scene = stage.scene();
        var first = commands.of(scene, Map.of("name", "Ada"), key("0a"));
        var same = commands.of(scene, Map.of("name", "Ada"), key("0a"));
        var other = commands.of(scene, Map.of("name", "Bob"), key("0b"));
        acceptance.accept(List.of(first));

        List<AcceptOutcome> outcomes = acceptance.accept(List.of(same, other));

        assertThat(outcomes.getFirst()).isEqualTo(new Replayed(first.answer()));
        assertThat(outcomes.getLast()).isInstanceOf(KeyTaken.class);
        assertThat(isThere(same)).isFalse();
        assertThat(isThere(other)).isFalse();
    }

    @Test
    void oneThatCannotBeRecordedTakesNobodysExecutionWithIt() {
        var scene = stage.scene();
        var elsewhere = stage.scene();
        var poison = commands.of(scene, Map.of("name", "\ud800"), Optional.empty());
        var stranger = commands.of(elsewhere);
        var ahead = commands.of(scene);

        assertThatThrownBy(() -> acceptance.accept(List.of(poison, stranger))).isInstanceOf(AuditException.class);
        assertThat(isThere(stranger)).isFalse();
        try (var commits = new HeldCommit<>(acceptance::accept, ahead)) {
            var first = commits.enter(poison);
            var second = commits.enter(stranger);
            assertThat(commits.release()).containsInstanceOf(Accepted.class);
            assertThat(second.get()).containsInstanceOf(Accepted.class);
            assertThatThrownBy(first::get).isInstanceOf(AuditException.class);
            assertThat(commits.sizes()).containsExactly(1, 2, 1, 1);
            assertThat(commits.halved()).isOne();
        }

        assertThat(isThere(poison)).isFalse();
        assertThat(isThere(stranger)).isTrue();
    }
}
