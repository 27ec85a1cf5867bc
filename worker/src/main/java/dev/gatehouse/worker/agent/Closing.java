package dev.gatehouse.worker.agent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A moment that comes once and that loops wait for instead of sleeping. Another one may come with it at the latest. */
final class Closing {
    private final CountDownLatch latch = new CountDownLatch(1);
    private final Runnable before;

    Closing() {
        this(() -> {});
    }

    private Closing(Runnable before) {
        this.before = before;
    }

    /** One that does not come without the earlier one. */
    static Closing after(Closing earlier) {
        return new Closing(earlier::come);
    }

    void come() {
        before.run();
        latch.countDown();
    }

    boolean hasCome() {
        return latch.getCount() == 0;
    }

    /** Waits at most so long; whether the moment has come. An interrupt counts as that. */
    boolean await(Duration most) {
        try {
            return latch.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
