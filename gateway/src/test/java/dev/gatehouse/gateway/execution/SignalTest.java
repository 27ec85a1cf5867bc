package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalTest {
    private final Signal signal = new Signal();

    @Test
    void doesNotSleepThroughNewsThatCameAfterTheNote() throws InterruptedException {
        long note = signal.count();
        signal.raiseForOne();

        assertThat(waited(note, Duration.ofSeconds(20))).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void knowsThatItsNewsIsUsedUp() {
        signal.exhaust(signal.count());

        assertThat(signal.isExhausted(signal.count())).isTrue();
    }

    @Test
    void newsThatCameAfterTheNoteIsNotUsedUp() {
        long note = signal.count();
        signal.raiseForOne();

        signal.exhaust(note);

        assertThat(signal.isExhausted(signal.count())).isFalse();
    }

    @Test
    void waitsNoLongerThanItsTime() throws InterruptedException {
        assertThat(waited(signal.count(), Duration.ofMillis(50)))
                .isBetween(Duration.ofMillis(50), Duration.ofSeconds(5));
    }

    @Test
    void wakesEverybodyForNewsToAll() throws InterruptedException {
        var woken = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    signal.await(0, Duration.ofSeconds(20));
                    woken.countDown();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        signal.raiseForAll();

        assertThat(woken.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private Duration waited(long note, Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        signal.await(note, atMost);
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
