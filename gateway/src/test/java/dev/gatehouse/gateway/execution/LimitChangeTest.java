package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.limit.DeclaredConcurrency;
import dev.gatehouse.gateway.limit.Slots;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant that changes its limits keeps its own claims waiting for that, and nobody else's. */
@QuarkusTest
class LimitChangeTest {
    private static final String OTHER = "globex";
    private static final long LONG = 4_000;

    @Inject
    Stage stage;

    @Inject
    Limited limited;

    @Inject
    Claims claims;

    @Inject
    Transactions transactions;

    @Inject
    ObjectMapper json;

    private Stage.Scene scene;
    private ExecutionId queued;

    @BeforeEach
    void set() {
        scene = stage.scene();
        queued = stage.queued(scene);
    }

    @AfterEach
    void forget() {
        stage.forget(OTHER, scene);
    }

    private JsonNode one() throws JsonProcessingException {
        return json.readTree("{\"concurrency\": [{\"per\": \"namespace\", \"running\": 1}]}");
    }

    /** Declares a limit of the scene's namespace, and what happens before that is committed. */
    private void changing(Runnable meanwhile) throws JsonProcessingException {
        JsonNode limits = one();
        transactions.run(connection -> {
            DeclaredConcurrency.declare(connection, Stage.TENANT, scene.namespace(), limits);
            meanwhile.run();
            return true;
        });
    }

    private List<List<ExecutionId>> claimed(WorkerSession... sessions) {
        return claims
                .claim(List.of(sessions).stream()
                        .map(session -> new ClaimCommand(session, 5))
                        .toList())
                .stream()
                .map(each ->
                        each.stream().map(claim -> claim.lease().execution()).toList())
                .toList();
    }

    @Test
    void aClaimOfAnotherTenantGoesThroughInTheSameTransactionAsOneThatIsKeptOut() throws Exception {
        WorkerSession own = stage.session(scene);
        WorkerSession others = stage.session(OTHER, scene);
        ExecutionId theirs = stage.queuedFor(OTHER, scene);

        changing(() -> assertThat(claimed(own, others)).containsExactly(List.of(), List.of(theirs)));

        assertThat(claimed(own)).containsExactly(List.of(queued));
    }

    @Test
    void aChangeWaitsForClaimsOfItsOwnTenantAndForNoOthers() throws Exception {
        var claimed = new CountDownLatch(1);
        var change = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> claim = threads.submit(() -> transactions.run(connection -> {
                assertThat(Slots.claimable(connection, List.of(OTHER))).containsExactly(OTHER);
                claimed.countDown();
                return await(change, LONG);
            }));
            assertThat(await(claimed, LONG)).isTrue();

            changing(() -> {});
            change.countDown();

            assertThat(claim.get()).as("it was still open").isTrue();
        }
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(0));
    }

    @Test
    void aClaimThatIsUnderWayIsCountedByTheChangeThatComesAfterIt() throws Exception {
        WorkerSession session = stage.session(scene);
        ExecutionId second = stage.queued(scene);
        var claimed = new CountDownLatch(1);
        var changes = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> claim = threads.submit(() -> transactions.run(connection -> {
                Slots.claimable(connection, List.of(Stage.TENANT));
                List<ClaimRows.Picked> picked = ClaimRows.pick(connection, List.of(new ClaimCommand(session, 1)));
                ClaimRows.lease(
                        connection,
                        picked.stream()
                                .map(each -> new ClaimRows.Dealt(each.execution(), session, false))
                                .toList());
                claimed.countDown();
                return !await(changes, 300);
            }));
            assertThat(await(claimed, LONG)).isTrue();

            changing(changes::countDown);

            assertThat(claim.get()).as("the change waited").isTrue();
        }
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(1));
        assertThat(limited.offered(scene, 1)).isEmpty();
        assertThat(limited.isBlocked(second)).isTrue();
    }

    private static boolean await(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
