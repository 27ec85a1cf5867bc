package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.execution.AdmitOutcome.Admitted;
import dev.gatehouse.gateway.execution.AdmitOutcome.FactsChanged;
import dev.gatehouse.gateway.execution.AdmitOutcome.Gone;
import dev.gatehouse.secrets.LeaseAccessor;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts with secrets whose admissions share a transaction. */
@QuarkusTest
class AdmissionBatchTest {
    private static final String ACCEPTED = "1 execution.accepted";
    private static final String STORE = "of-admissions";

    @Inject
    Stage stage;

    @Inject
    StartCommands commands;

    @Inject
    Admissions admissions;

    /** Nobody has such a store, and what waits for one is counted. */
    @AfterEach
    void forget() {
        stage.sqlOfOwner("DELETE FROM secret_lease WHERE store = '" + STORE + "'");
    }

    private List<String> events(StartCommand command) {
        return stage.events(command.key().id());
    }

    /** By which accessor what is issued for the execution is revoked. */
    private String accessors(StartCommand command) {
        return stage.query(
                        "SELECT string_agg(store || ' ' || accessor || ' ' || state, ', ') FROM secret_lease"
                                + " WHERE tenant = ? AND execution_id = ?",
                        command.tenant(),
                        command.key().id().value())
                .orElse("");
    }

    private static StartCommand under(StartCommand command, String accessor) {
        return command.under(
                new IssuedSecrets(Map.of(STORE, new LeaseAccessor("here", accessor)), Duration.ofHours(1), List.of()));
    }

    @Test
    void eachIsAdmittedForItsOwnWorkerAndUnderWhatWasOpenedForIt() {
        var one = under(commands.of(stage.scene()), "first");
        var other = under(commands.of(stage.scene()), "second");

        var outcomes = admissions.admit(List.of(one, other));

        assertThat(outcomes).hasSize(2).allMatch(Admitted.class::isInstance);
        for (var command : List.of(one, other)) {
            assertThat(events(command)).containsExactly(ACCEPTED, "2 execution.resolving");
            assertThat(stage.query(
                            "SELECT convert_from(leaf, 'UTF8') FROM event WHERE tenant = ? AND execution_id = ? AND n = 2",
                            command.tenant(),
                            command.key().id().value()))
                    .hasValueSatisfying(leaf ->
                            assertThat(leaf).contains(command.session().worker().toString()));
        }
        assertThat(accessors(one)).isEqualTo(STORE + " first issuing");
        assertThat(accessors(other)).isEqualTo(STORE + " second issuing");
    }

    @Test
    void nothingIsWrittenOfTheOneWhoseGroundsChanged() {
        var changed = stage.scene();
        var loser = under(commands.of(changed), "first");
        var stranger = under(commands.of(stage.scene()), "second");
        stage.sql(
                "UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?",
                changed.launcher().subject());

        var outcomes = admissions.admit(List.of(loser, stranger));

        assertThat(outcomes.getFirst()).isInstanceOf(FactsChanged.class);
        assertThat(outcomes.getLast()).isInstanceOf(Admitted.class);
        assertThat(events(loser)).containsExactly(ACCEPTED);
        assertThat(accessors(loser)).isEmpty();
    }

    @Test
    void theOneWhoseSessionEndedIsGone() {
        var loser = commands.of(stage.scene());
        var stranger = commands.of(stage.scene());
        stage.sql(
                "UPDATE worker_session SET ended_at = now() WHERE id = ?",
                loser.session().id());

        assertThat(admissions.admit(List.of(loser, stranger)))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new Gone(Starts.SESSION_ENDED)),
                        second -> assertThat(second).isInstanceOf(Admitted.class));
    }

    @Test
    void whatIsLeasedToNobodyIsGone() {
        var loser = commands.of(stage.scene());
        var stranger = commands.of(stage.scene());
        stage.sql(
                "UPDATE execution SET fence = fence + 1 WHERE id = ?",
                loser.key().id().value());

        assertThat(admissions.admit(List.of(loser, stranger)))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new Gone(Starts.LEASE_LOST)),
                        second -> assertThat(second).isInstanceOf(Admitted.class));
    }

    @Test
    void theSameOneTwiceIsAdmittedTwice() {
        var command = commands.of(stage.scene());

        assertThat(admissions.admit(List.of(command, command))).hasSize(2).allMatch(Admitted.class::isInstance);

        assertThat(events(command)).containsExactly(ACCEPTED, "2 execution.resolving", "3 execution.resolving");
    }
}
