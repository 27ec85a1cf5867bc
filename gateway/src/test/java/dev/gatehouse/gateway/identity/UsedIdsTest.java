package dev.gatehouse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Ids that are shown to two gateways, which have nothing in common but the database. */
@QuarkusTest
class UsedIdsTest {
    private static final Duration LIFE = Duration.ofMinutes(5);

    @Inject
    Transactions transactions;

    private final String id = UUID.randomUUID().toString();

    private boolean use(UsedIds gateway, String tenant, String context, String shown) {
        return transactions.run(connection -> gateway.use(connection, tenant, context, shown, LIFE));
    }

    @Test
    void countOnceAtWhicheverGatewayTheyAreShown() {
        var one = new UsedIds(transactions);
        var other = new UsedIds(transactions);

        assertThat(use(one, "acme", "sa-1", id)).isTrue();

        assertThat(use(other, "acme", "sa-1", id)).isFalse();
        assertThat(use(one, "acme", "sa-1", id)).isFalse();
        assertThat(use(other, "acme", "sa-2", id)).isTrue();
        assertThat(use(other, "globex", "sa-1", id)).isTrue();
        assertThat(use(other, "acme", "sa-1", id + "x")).isTrue();
    }

    @Test
    void countOnceWhereBothGatewaysAreShownThemAtTheSameMoment() throws ExecutionException, InterruptedException {
        var gateways = List.of(new UsedIds(transactions), new UsedIds(transactions));
        var together = new CountDownLatch(1);
        List<Future<Boolean>> shown = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                UsedIds gateway = gateways.get(i % 2);
                shown.add(callers.submit(() -> {
                    together.await();
                    return use(gateway, "acme", "sa-1", id);
                }));
            }
            together.countDown();
        }

        int taken = 0;
        for (Future<Boolean> each : shown) {
            taken += each.get() ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1);
    }

    @Test
    void countAgainOnlyWhereTheTransactionThatUsedThemFailed() {
        var one = new UsedIds(transactions);

        boolean undone = transactions.run(connection -> {
            boolean first = one.use(connection, "acme", "sa-1", id, LIFE);
            connection.rollback();
            return first;
        });

        assertThat(undone).isTrue();

        assertThat(use(new UsedIds(transactions), "acme", "sa-1", id)).isTrue();
        assertThat(use(one, "acme", "sa-1", id)).isFalse();
    }
}
