package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where the callers of one transaction meet, so that they share its commit: while one batch is being written, the next
 * one gathers in a {@link WaitingRoom}. A caller alone waits for nobody, and no tenant for the flood of another.
 *
 * <p>A batch that fails is halved until the guilty command stands alone, and only its caller hears of it. A database that
 * is away, or did not say whether it committed, is nobody's guilt: the whole batch hears of that. Thread-safe.
 *
 * @param <C> what a caller wants
 * @param <O> what becomes of it
 */
final class GroupCommit<C, O> implements AutoCloseable {
    /** That part of the largest batch is worth a transaction beside another one. */
    private static final int WORTH_ANOTHER = 8;

    private final Function<List<C>, List<O>> transaction;
    private final int largestBatch;
    private final Function<C, String> tenant;
    private final WaitingRoom<Waiting<C, O>> room;
    private final BatchObserver observer;
    private final List<Thread> writers;
    private volatile boolean closed;

    /**
     * @param transaction commits all of its commands or none, and answers one outcome a command, in order
     * @param tenant whose command it is
     * @param seats how many may wait at once
     * @param writers how many batches are written at once, where enough wait for that
     */
    GroupCommit(
            String name,
            Function<List<C>, List<O>> transaction,
            Function<C, String> tenant,
            int largestBatch,
            int seats,
            int writers,
            BatchObserver observer) {
        this.transaction = transaction;
        this.tenant = tenant;
        this.largestBatch = largestBatch;
        this.observer = observer;
        this.room = new WaitingRoom<>(seats, Math.max(1, largestBatch / WORTH_ANOTHER));
        this.writers = Stream.generate(
                        () -> Thread.ofPlatform().daemon().name(name).unstarted(this::write))
                .limit(writers)
                .toList();
        this.writers.forEach(Thread::start);
    }

    private record Waiting<C, O>(C command, CompletableFuture<Optional<O>> outcome, long since) {}

    /**
     * Waits until the command is committed, or is known not to be; nothing where no seat is left for it.
     *
     * @throws DatabaseUnavailable as the transaction does
     */
    Optional<O> commit(C command) {
        return enter(command).get();
    }

    /** Takes a seat, so that several commands of one caller can wait at once; the answer waits as {@link #commit} does. */
    Supplier<Optional<O>> enter(C command) {
        var waiting = new Waiting<C, O>(command, new CompletableFuture<>(), System.nanoTime());
        room.enter(tenant.apply(command), waiting).ifPresent(leaves -> {
            observer.refused();
            leaves.outcome().complete(Optional.empty());
        });
        if (closed) {
            failAll();
        }
        return () -> {
            try {
                return waiting.outcome().join();
            } catch (CompletionException failure) {
                throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
            }
        };
    }

    /** How many wait for a batch of theirs to begin. */
    int waiting() {
        return room.size();
    }

    private void write() {
        try {
            while (true) {
                writeNext();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeNext() throws InterruptedException {
        List<Waiting<C, O>> batch = room.take(largestBatch);
        try {
            write(batch);
        } catch (RuntimeException | Error fault) {
            // Who is not answered by now would wait for ever, and so would everybody after this writer's end.
            fail(batch, fault);
        } finally {
            room.done();
        }
    }

    private void write(List<Waiting<C, O>> batch) {
        List<O> outcomes;
        try {
            outcomes = transact(batch);
        } catch (DatabaseUnavailable nobodysGuilt) {
            fail(batch, nobodysGuilt);
            return;
        } catch (RuntimeException | Error guilty) {
            if (batch.size() == 1) {
                fail(batch, guilty);
            } else {
                observer.halved();
                write(batch.subList(0, batch.size() / 2));
                write(batch.subList(batch.size() / 2, batch.size()));
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).outcome().complete(Optional.of(outcomes.get(i)));
        }
    }

    private List<O> transact(List<Waiting<C, O>> batch) {
        long begun = System.nanoTime();
        try {
            return transaction.apply(batch.stream().map(Waiting::command).toList());
        } finally {
            long longest =
                    batch.stream().mapToLong(each -> begun - each.since()).max().orElse(0);
            observer.written(batch.size(), Duration.ofNanos(longest), Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private static <C, O> void fail(List<Waiting<C, O>> batch, Throwable failure) {
        batch.forEach(waiting -> waiting.outcome().completeExceptionally(failure));
    }

    /** Ends the writers; whoever still waits hears that nothing was written. */
    @Override
    public void close() {
        closed = true;
        writers.forEach(Thread::interrupt);
        failAll();
    }

    private void failAll() {
        fail(room.clear(), new IllegalStateException("the gateway ends"));
    }
}
