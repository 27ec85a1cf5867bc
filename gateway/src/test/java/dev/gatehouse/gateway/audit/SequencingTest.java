package dev.gatehouse.gateway.audit;

import static dev.gatehouse.gateway.proof.RecordedExecutions.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Checkpoint;
import dev.gatehouse.audit.Sequencer;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.key.Installation;
import dev.gatehouse.gateway.proof.RecordedExecutions;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SequencingTest {
    @Inject
    Transactions transactions;

    @Inject
    Sequencer sequencer;

    @Inject
    Installation installation;

    @Inject
    AnchoredCheckpoints anchors;

    @Inject
    TestAccess access;

    @Inject
    RecordedExecutions executions;

    private Sequencer.Outcome outsideTheSchedule() {
        return transactions.run(connection -> {
            try {
                return sequencer.sequence(
                        installation.origin("globex"), new PostgresLeafStore(connection, "globex"), Optional.empty());
            } catch (LeafRowsFailed failed) {
                throw failed.failure();
            }
        });
    }

    private String pending() {
        return access.query("SELECT count(*) FROM pending_leaf WHERE tenant = 'globex'")
                .orElseThrow();
    }

    @Test
    void twoSequencersThatDoNotKnowOfEachOtherNeverForkTheTree() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Object>> work = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                work.add(() -> executions.succeed("globex", executions.accepted("globex")));
                work.add(this::outsideTheSchedule);
                work.add(this::outsideTheSchedule);
            }
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isNotInstanceOf(Sequencer.Outcome.Stopped.class);
            }
        }
        until(() -> pending().equals("0"));

        assertThat(access.query("""
                        SELECT count(*) = max(index) + 1 AND count(*) = (SELECT count(*) FROM event WHERE tenant = 'globex')
                        FROM leaf WHERE tenant = 'globex'""")).contains("t");
        assertThat(access.query("SELECT size = (SELECT count(*) FROM leaf WHERE tenant = 'globex') FROM checkpoint"
                        + " WHERE tenant = 'globex'"))
                .contains("t");
    }

    @Test
    void aTenantsLogBeginsWithTheKeyThatSignsIt() {
        for (String tenant : List.of("acme", "system")) {
            until(() -> access.query("SELECT 1 FROM leaf WHERE tenant = ? AND index = 0", tenant)
                    .isPresent());

            assertThat(access.query("""
                            SELECT code FROM event JOIN leaf ON leaf.tenant = event.tenant AND leaf.event_id = event.id
                            WHERE leaf.tenant = ? AND leaf.index = 0""", tenant)).contains("log_key.announced");
        }
    }

    @Test
    void theScheduleAnchorsWhatItSignedInTheHome() {
        executions.succeed("globex", executions.accepted("globex"));

        until(() -> pending().equals("0"));

        assertThat(anchors.of("globex")).isPresent();
        assertThat(anchors.of("globex").map(Checkpoint::origin)).contains(installation.origin("globex"));
    }

    @Test
    void anotherHoldersLeadershipIsRespectedUntilItExpires() {
        access.sql("""
                INSERT INTO leadership (task, holder, expires_at)
                VALUES ('sequencer', gen_random_uuid(), now() + interval '2 seconds')
                ON CONFLICT (task) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at""");
        var execution = executions.succeed("globex", executions.accepted("globex"));

        assertThat(pending()).isNotEqualTo("0");
        until(() -> access.query("SELECT count(*) FROM pending_leaf WHERE execution_id = ?", execution.value())
                .orElseThrow()
                .equals("0"));
    }
}
