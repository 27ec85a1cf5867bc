package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A waiting room in which the callers of one transaction meet, so that they share its commit: while one batch is being
 * written, the next one gathers. A caller alone waits for nobody.
 *
 * <p>A batch that fails is halved until the guilty command stands alone, and only its caller hears of it. A database that
 * is away, or did not say whether it committed, is nobody's guilt: the whole batch hears of that. Thread-safe.
 *
 * @param <C> what a caller wants
 * @param <O> what becomes of it
 */
final class GroupCommit<C, O> implements AutoCloseable {
    private final Function<List<C>, List<O>> transaction;
    private final int largestBatch;
    private final BlockingQueue<Waiting<C, O>> room;
    private final List<Thread> writers;

    /**
     * @param transaction commits all of its commands or none, and answers one outcome a command, in order
     * @param seats how many may wait at once
     * @param writers how many batches are written at once
     */
    GroupCommit(String name, Function<List<C>, List<O>> transaction, int largestBatch, int seats, int writers) {
        this.transaction = transaction;
        this.largestBatch = largestBatch;
        this.room = new ArrayBlockingQueue<>(seats);
        this.writers = Stream.generate(
                        () -> Thread.ofPlatform().daemon().name(name).unstarted(this::write))
                .limit(writers)
                .toList();
        this.writers.forEach(Thread::start);
    }

    private record Waiting<C, O>(C command, CompletableFuture<O> outcome) {}

    /**
     * Waits until the command is committed, or is known not to be; nothing where no seat is left.
     *
     * @throws DatabaseUnavailable as the transaction does
     */
    Optional<O> commit(C command) {
        var waiting = new Waiting<C, O>(command, new CompletableFuture<>());
        if (!room.offer(waiting)) {
            return Optional.empty();
        }
        try {
            return Optional.of(waiting.outcome().join());
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /** How many wait for a batch of theirs to begin. */
    int waiting() {
        return room.size();
    }

    private void write() {
        try {
            while (true) {
                List<Waiting<C, O>> batch = new ArrayList<>();
                batch.add(room.take());
                room.drainTo(batch, largestBatch - 1);
                write(batch);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Waiting<C, O>> batch) {
        List<O> outcomes;
        try {
            outcomes = transaction.apply(batch.stream().map(Waiting::command).toList());
        } catch (DatabaseUnavailable nobodysGuilt) {
            fail(batch, nobodysGuilt);
            return;
        } catch (RuntimeException | Error guilty) {
            if (batch.size() == 1) {
                fail(batch, guilty);
            } else {
                write(batch.subList(0, batch.size() / 2));
                write(batch.subList(batch.size() / 2, batch.size()));
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).outcome().complete(outcomes.get(i));
        }
    }

    private static <C, O> void fail(List<Waiting<C, O>> batch, Throwable failure) {
        batch.forEach(waiting -> waiting.outcome().completeExceptionally(failure));
    }

    /** Ends the writers; whoever still waits hears that nothing was written. */
    @Override
    public void close() {
        writers.forEach(Thread::interrupt);
        List<Waiting<C, O>> left = new ArrayList<>();
        room.drainTo(left);
        fail(left, new IllegalStateException("the gateway ends"));
    }
}
