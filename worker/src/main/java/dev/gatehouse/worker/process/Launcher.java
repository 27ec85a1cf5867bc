package dev.gatehouse.worker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts every child process from one platform thread that lives as long as the worker: a child's parent-death signal
 * (prctl(2), PR_SET_PDEATHSIG) is sent when the <em>thread</em> that made it ends, not the process.
 */
final class Launcher implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("job-launcher").daemon(true).factory());

    Process start(ProcessBuilder builder) throws IOException {
        // A cleared environment: what is set here is seen by helpers that still run as the worker's user.
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LANG", "C");
        Callable<Process> start = builder::start;
        Future<Process> started = thread.submit(start);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return started.get();
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (ExecutionException failure) {
                    if (failure.getCause() instanceof IOException refused) {
                        throw refused;
                    }
                    throw new IllegalStateException(failure.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs a short helper to its end and tells its exit status; its output is dropped. */
    int run(String... command) {
        try {
            Process process = start(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD));
            process.getOutputStream().close();
            return process.waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
