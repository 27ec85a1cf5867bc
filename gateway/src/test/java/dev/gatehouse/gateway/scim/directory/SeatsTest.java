package dev.gatehouse.gateway.scim.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SeatsTest {
    @Test
    void aKeyHasItsOwnAndThoseOfNobodyAreGone() throws Exception {
        var seats = new Seats<String>(1);
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> first = threads.submit(() -> seats.inside("a", () -> {
                inside.countDown();
                return isDown(leave);
            }));
            inside.await();
            Future<Boolean> second = threads.submit(() -> seats.inside("a", first::isDone));

            assertThat(seats.inside("b", seats::keys)).isEqualTo(2);
            assertThat(second).isNotDone();
            leave.countDown();
            assertThat(first.get()).isTrue();
            assertThat(second.get()).isNotNull();
        }
        assertThat(seats.keys()).isZero();
    }

    private static boolean isDown(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
