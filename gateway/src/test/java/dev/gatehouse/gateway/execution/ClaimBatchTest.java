package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.database.LostCommits;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Claims that share a transaction. */
@QuarkusTest
class ClaimBatchTest {
    @Inject
    Stage stage;

    @Inject
    Claims claims;

    @Inject
    AgroalDataSource database;

    private static ClaimCommand of(WorkerSession session, int max) {
        return new ClaimCommand(session, max);
    }

    @Test
    void theSessionsOfOneGroupAreServedInTurnAndEachGetsNoMoreThanItWants() {
        var scene = stage.scene();
        for (int i = 0; i < 6; i++) {
            stage.queued(scene);
        }
        var modest = stage.session(scene);
        var busy = stage.session(scene);

        var claimed = claims.claim(List.of(of(modest, 1), of(busy, 3)));

        assertThat(claimed.getFirst()).hasSize(1);
        assertThat(claimed.getLast()).hasSize(3);
        assertThat(stage.query("SELECT count(*) FROM queue WHERE worker_group = ?", scene.group()))
                .contains("2");
    }

    @Test
    void groupsAreServedFromTheirOwnQueues() {
        var scene = stage.scene();
        var other = stage.scene();
        var id = stage.queued(scene);
        var otherId = stage.queued(other);

        var claimed = claims.claim(List.of(of(stage.session(other), 5), of(stage.session(scene), 5)));

        assertThat(claimed.getFirst()).extracting(Claimed::lease).containsExactly(new Lease(otherId, 1));
        assertThat(claimed.getLast()).extracting(Claimed::lease).containsExactly(new Lease(id, 1));
    }

    @Test
    void aSessionThatEndedGetsNothingAmongOthersThatLive() {
        var scene = stage.scene();
        var one = stage.queued(scene);
        var two = stage.queued(scene);
        var ended = stage.session(scene);
        var alive = stage.session(scene);
        stage.sql("UPDATE worker_session SET ended_at = now() WHERE id = ?", ended.id());

        var claimed = claims.claim(List.of(of(ended, 1), of(alive, 1)));

        assertThat(claimed.getFirst()).isEmpty();
        assertThat(claimed.getLast()).hasSize(1);
        assertThat(List.of(stage.state(one), stage.state(two))).containsExactlyInAnyOrder(LEASED, QUEUED);
        assertThat(stage.isWaiting(one)).isTrue();
    }

    @Test
    void aQueueThatCannotBeClaimedTakesNobodysClaimWithIt() {
        var poisoned = stage.scene();
        var poison = stage.queued(poisoned);
        stage.sql("UPDATE execution SET attempt = 2147483647 WHERE id = ?", poison.value());
        var healthy = stage.scene();
        var id = stage.queued(healthy);
        var idle = stage.scene();
        var victim = of(stage.session(poisoned), 1);
        var stranger = of(stage.session(healthy), 1);

        assertThatThrownBy(() -> claims.claim(List.of(victim, stranger))).isInstanceOf(IllegalStateException.class);
        assertThat(stage.state(id)).isEqualTo(QUEUED);
        try (var commits = new HeldCommit<>(claims::claim, of(stage.session(idle), 1))) {
            var first = commits.enter(victim);
            var second = commits.enter(stranger);
            assertThat(commits.release()).contains(List.of());
            assertThat(second.get().orElseThrow()).extracting(Claimed::lease).containsExactly(new Lease(id, 1));
            assertThatThrownBy(first::get).isInstanceOf(IllegalStateException.class);
            assertThat(commits.sizes()).containsExactly(1, 2, 1, 1);
            assertThat(commits.halved()).isOne();
        } finally {
            stage.sql("UPDATE execution SET attempt = 0 WHERE id = ?", poison.value());
        }

        assertThat(stage.state(poison)).isEqualTo(QUEUED);
    }

    @Test
    void aCommitThatWasCarriedOutWithoutAnAnswerIsFoundAndAnswered() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var lost = new Claims(LostCommits.on(database, true, 1));

        var claimed = lost.claim(List.of(of(stage.session(scene), 1)));

        assertThat(claimed.getFirst()).extracting(Claimed::lease).containsExactly(new Lease(id, 1));
        assertThat(stage.column(id, "fence")).isEqualTo("1");
    }

    @Test
    void whatWasNotCarriedOutStaysUnknownAndClaimable() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        var lost = new Claims(LostCommits.on(database, false, 1));

        assertThatThrownBy(() -> lost.claim(List.of(of(session, 1)))).isInstanceOf(OutcomeUnknown.class);

        assertThat(stage.state(id)).isEqualTo(QUEUED);
        assertThat(claims.claim(List.of(of(session, 1))).getFirst()).hasSize(1);
    }

    @Test
    void whatCannotBeLookedUpStaysUnknown() {
        var scene = stage.scene();
        stage.queued(scene);
        var session = stage.session(scene);
        var lost = new Claims(LostCommits.on(database, true, 2));

        assertThatThrownBy(() -> lost.claim(List.of(of(session, 1)))).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void aClaimOfNothingThatWasNotAnsweredIsAClaimOfNothing() {
        var session = stage.session(stage.scene());
        var lost = new Claims(LostCommits.on(database, false, 1));

        assertThat(lost.claim(List.of(of(session, 1))).getFirst()).isEmpty();
    }
}
