package dev.gatehouse.worker.process;

import static dev.gatehouse.worker.ReportRequest.Outcome.CANCELLED;
import static dev.gatehouse.worker.ReportRequest.Outcome.REVOKED;
import static dev.gatehouse.worker.ReportRequest.Outcome.TIMED_OUT;

import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.Stop;
import dev.gatehouse.worker.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A started job until its end: by itself, by its deadline, or by a stop. Everything is decided by one thread, which
 * waits for what happens next; time is the monotonic clock's.
 */
final class RunningJob {
    private final Process process;
    private final Isolation isolation;
    private final Path directory;
    private final LongSupplier nanos;
    private final Duration timeoutGrace;
    private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
    /** Why the worker ends the job; absent as long as it does not. */
    private @Nullable Ending ended;

    private long wakeAt;

    RunningJob(Process process, Isolation isolation, Path directory, LongSupplier nanos, Duration timeoutGrace) {
        this.process = process;
        this.isolation = isolation;
        this.directory = directory;
        this.nanos = nanos;
        this.timeoutGrace = timeoutGrace;
    }

    /** Waits for the end. The answer is why the worker ended the job, or nothing when it ended by itself. */
    Optional<Ending> await(long timeoutMillis, StopSignal stop) {
        Thread.ofVirtual().name("job-exit").start(this::awaitExit);
        stop.listen(request -> happenings.add(new Stopping(request)));
        wakeAt = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (true) {
            switch (next()) {
                case Exited() -> {
                    isolation.sweep(directory);
                    return Optional.ofNullable(ended);
                }
                case Stopping(Stop request) -> stop(request);
                case TimeIsUp() -> timeIsUp();
            }
        }
    }

    /** Not {@code onExit()}, which needs a free thread of the common pool. */
    private void awaitExit() {
        try {
            process.waitFor();
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
        happenings.add(new Exited());
    }

    private Happening next() {
        try {
            Happening happening = happenings.poll(wakeAt - nanos.getAsLong(), TimeUnit.NANOSECONDS);
            return happening == null ? new TimeIsUp() : happening;
        } catch (InterruptedException interrupted) {
            // Nobody interrupts an attempt; if somebody did, the job must not outlive the thread that watches it.
            return new Stopping(new Stop("", 0, Stop.REVOKE, 0));
        }
    }

    private void stop(Stop request) {
        if (!process.isAlive()) {
            return;
        }
        boolean revoked = request.kind().equals(Stop.REVOKE);
        if (ended == null || (revoked && ended.outcome() == CANCELLED)) {
            ended = new Ending(revoked ? REVOKED : CANCELLED, null, null, null, true);
        }
        end(TimeUnit.MILLISECONDS.toNanos(request.graceMillis()));
    }

    private void timeIsUp() {
        if (ended == null) {
            ended = new Ending(TIMED_OUT, null, null, "timeout", false);
            end(timeoutGrace.toNanos());
        } else {
            end(0);
        }
    }

    private void end(long grace) {
        if (grace > 0) {
            isolation.terminate(process);
            wakeAt = nanos.getAsLong() + grace;
        } else {
            isolation.kill(process, directory);
            wakeAt = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(1);
        }
    }

    private sealed interface Happening {}

    private record Exited() implements Happening {}

    private record Stopping(Stop request) implements Happening {}

    private record TimeIsUp() implements Happening {}
}
