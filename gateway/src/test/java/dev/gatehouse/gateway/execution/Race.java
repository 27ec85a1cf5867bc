package dev.gatehouse.gateway.execution;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Two acts at the same time. */
final class Race {
    private static final int LONGEST_HEAD_START_NANOS = 20_000_000;

    private Race() {}

    /** Either may be first, by as much as either takes. */
    static void together(Runnable one, Runnable other) throws InterruptedException, ExecutionException {
        int headStart = ThreadLocalRandom.current().nextInt(-LONGEST_HEAD_START_NANOS, LONGEST_HEAD_START_NANOS);
        var both = new CountDownLatch(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> meet(both, headStart, one));
            Future<?> second = threads.submit(() -> meet(both, -headStart, other));
            first.get();
            second.get();
        }
    }

    private static int meet(CountDownLatch both, int nanos, Runnable act) throws InterruptedException {
        both.countDown();
        both.await();
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
        act.run();
        return nanos;
    }
}
