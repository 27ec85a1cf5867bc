package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue at the limit that an installation has unless it says otherwise: 100,000 of one worker group. */
@QuarkusTest
class FullQueueTest {
    @Inject
    Stage stage;

    @Inject
    SharedClaims claims;

    private Stage.Scene scene;

    @BeforeEach
    void set() {
        scene = stage.scene();
    }

    @AfterEach
    void empty() {
        stage.sql("DELETE FROM queue WHERE worker_group = ?", scene.group());
    }

    /** Later than everything that a test submits. */
    private void queue(int count) {
        stage.sql("""
                INSERT INTO queue (tenant, worker_group, execution_id, not_before)
                SELECT ?, ?, gen_random_uuid(), now() + interval '1 h' FROM generate_series(1, ?)""", Stage.TENANT, scene.group(), count);
    }

    @Test
    void takesTheHundredThousandthAndHandsItOutAsFastAsAnyOther() {
        queue(99_999);

        var id = stage.queued(scene);

        List<Claimed> claimed = claims.claim(new ClaimCommand(stage.session(scene), 5));
        assertThat(claimed).extracting(Claimed::lease).containsExactly(new Lease(id, 1));
    }

    @Test
    void refusesTheOneAfterItAndWritesNothingOfIt() {
        queue(100_000);

        stage.submit(scene.launcher(), Stage.body(scene.job()))
                .statusCode(429)
                .header("Retry-After", "10")
                .body("code", equalTo("queue_full"));

        assertThat(stage.query("SELECT count(*) FROM execution WHERE worker_group = ?", scene.group()))
                .contains("0");
    }
}
