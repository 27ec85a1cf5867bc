package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.Stage.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A kill switch is for the worst hour: it is set while the tenant is never left alone. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class KillSwitchLoadTest {
    private static final int HOLDERS = 6;
    private static final int SWITCHES = 5;

    @Inject
    Stage stage;

    @Inject
    Transactions transactions;

    @Test
    void itIsSetAndLiftedThoughSomebodyHoldsTheRevisionAtEveryMoment() throws InterruptedException, ExecutionException {
        var scene = stage.scene();
        var over = new AtomicBoolean();
        var held = new AtomicLong();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> holders = IntStream.range(0, HOLDERS)
                    .mapToObj(_ -> threads.submit(() -> holdAgainAndAgain(over, held)))
                    .toList();
            try {
                for (int i = 0; i < SWITCHES; i++) {
                    long before = held.get();
                    SwitchCalls.lift(scene.owner(), SwitchCalls.set(scene, "BLOCK"))
                            .statusCode(200);
                    // They went on meanwhile.
                    assertThat(held.get()).isGreaterThan(before);
                }
            } finally {
                over.set(true);
            }
            for (Future<Long> holder : holders) {
                assertThat(holder.get()).isPositive();
            }
        }
    }

    /** As whoever accepts or starts does. */
    private long holdAgainAndAgain(AtomicBoolean over, AtomicLong held) {
        while (!over.get()) {
            transactions.run(connection -> {
                Facts.revisions(connection, Set.of(TENANT));
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                return held.incrementAndGet();
            });
        }
        return held.get();
    }
}
