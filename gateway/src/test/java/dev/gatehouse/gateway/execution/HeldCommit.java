package dev.gatehouse.gateway.execution;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A group commit whose one writer is held at its first command, so that all who enter meanwhile are one batch after it. */
final class HeldCommit<C, O> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountedBatches batches = new CountedBatches();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final GroupCommit<C, O> commits;
    private final Supplier<Optional<O>> ahead;

    /** @param first a command that harms nobody */
    HeldCommit(Function<List<C>, List<O>> transaction, C first) {
        commits = new GroupCommit<>(
                "held",
                batch -> {
                    held.countDown();
                    await(released);
                    return transaction.apply(batch);
                },
                _ -> "acme",
                8,
                8,
                1,
                batches);
        ahead = commits.enter(first);
        await(held);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody came within " + PATIENCE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }

    Supplier<Optional<O>> enter(C command) {
        return commits.enter(command);
    }

    /** What became of the first command. */
    Optional<O> release() {
        released.countDown();
        return ahead.get();
    }

    /** How many commands each transaction had, in order. */
    List<Integer> sizes() {
        return batches.sizes;
    }

    int halved() {
        return batches.halved.get();
    }

    @Override
    public void close() {
        released.countDown();
        commits.close();
    }
}
