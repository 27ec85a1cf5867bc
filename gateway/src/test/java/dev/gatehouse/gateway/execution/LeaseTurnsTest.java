package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.secrets.LeaseAccessor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaseTurnsTest {
    private static final OpenLease.Store HANGS = new OpenLease.Store("acme", "hangs");
    private static final OpenLease.Store ANSWERS = new OpenLease.Store("acme", "answers");

    private final LeaseTurns turns = new LeaseTurns();

    @Test
    void aStoreThatHangsHoldsUpNeitherAnotherNorTheOtherEndAndIsNotWorkedOnTwice() throws InterruptedException {
        var released = new CountDownLatch(1);
        var begun = new AtomicInteger();
        var others = new CountDownLatch(2);
        for (int i = 0; i < 3; i++) {
            turns.begin(OpenLeaseRows.State.REVOKING, List.of(HANGS), _ -> {
                begun.incrementAndGet();
                await(released);
                return false;
            });
        }
        turns.begin(OpenLeaseRows.State.REVOKING, List.of(ANSWERS), _ -> counted(others));
        turns.begin(OpenLeaseRows.State.ISSUED, List.of(HANGS), _ -> counted(others));

        assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
        released.countDown();
        assertThat(begun).hasValue(1);
    }

    @Test
    void aTenantsStoresTogetherTakeHalfOfItsRoomAndAnotherTenantHasItsOwn() throws InterruptedException {
        var released = new CountDownLatch(1);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var all = Thread.ofVirtual()
                .start(() -> turns.each(
                        IntStream.range(0, 20).mapToObj(_ -> lease("acme")).toList(),
                        _ -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            await(released);
                            inside.decrementAndGet();
                            return Optional.empty();
                        },
                        (_, _) -> {}));

        var other = new AtomicInteger();
        turns.each(
                List.of(lease("globex")),
                _ -> {
                    other.incrementAndGet();
                    return Optional.empty();
                },
                (_, _) -> {});

        assertThat(other).hasValue(1);
        released.countDown();
        all.join();
        assertThat(most.get()).isBetween(1, 8);
    }

    @Test
    void whatNobodyForesawIsNotedAndTheOthersGoOn() {
        var noted = new AtomicInteger();
        var done = new AtomicInteger();

        turns.each(
                List.of(lease("acme"), lease("acme"), lease("acme")),
                _ -> {
                    if (done.incrementAndGet() == 2) {
                        throw new IllegalStateException("unforeseen");
                    }
                    return Optional.empty();
                },
                (_, _) -> noted.incrementAndGet());

        assertThat(done).hasValue(3);
        assertThat(noted).hasValue(1);
    }

    private static boolean counted(CountDownLatch latch) {
        latch.countDown();
        return false;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static OpenLease lease(String tenant) {
        return new OpenLease(
                new OpenLease.Store(tenant, "any"),
                UUID.randomUUID(),
                new ExecutionId(UUID.randomUUID()),
                new LeaseAccessor("here", "accessor"),
                List.of(),
                List.of(),
                Duration.ZERO);
    }
}
