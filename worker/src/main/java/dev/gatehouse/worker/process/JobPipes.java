package dev.gatehouse.worker.process;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.RedactedStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The three pipes of a job: its input, with its shell's preamble before it, and its output, redacted on its way. The shell
 * gets nothing before it has said its line, which is no part of the output.
 */
final class JobPipes {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final Process process;
    /** The shell has said its line, or never will. */
    private final CountDownLatch spoken = new CountDownLatch(1);

    private final List<Thread> readers;
    private final Thread writer;

    JobPipes(Process process, Assignment assignment, byte[] preamble, byte[] input) {
        this.process = process;
        this.readers = List.of(
                start("job-stdout", () -> {
                    hear(process.getInputStream());
                    read(process.getInputStream(), assignment, LogChunk.STDOUT);
                }),
                start("job-stderr", () -> read(process.getErrorStream(), assignment, LogChunk.STDERR)));
        this.writer = start("job-stdin", () -> write(process.getOutputStream(), preamble, input));
    }

    /** Waits until all output of an ended job has been read. */
    void finish() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + PATIENCE;
        for (Thread thread : List.of(readers.getFirst(), readers.getLast(), writer)) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        close(process.getInputStream());
        close(process.getErrorStream());
        close(process.getOutputStream());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread start(String name, Runnable work) {
        return Thread.ofPlatform().daemon(true).name(name).start(work);
    }

    private void hear(InputStream shell) {
        try {
            for (int said = shell.read(); said >= 0 && said != '\n'; said = shell.read()) {
                // The line is empty.
            }
        } catch (IOException ended) {
            // Then nothing is read from it either.
        } finally {
            spoken.countDown();
        }
    }

    private static void read(InputStream in, Assignment assignment, String stream) {
        RedactedStream redacted = assignment.redactor().stream();
        byte[] buffer = new byte[16 * 1024];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                append(assignment, stream, redacted.write(buffer, 0, count));
            }
        } catch (IOException closed) {
            // The job has ended and somebody still held its pipe: what was read is the log.
        }
        append(assignment, stream, redacted.finish());
    }

    private static void append(Assignment assignment, String stream, byte[] bytes) {
        if (bytes.length > 0) {
            assignment.log().append(stream, bytes);
        }
    }

    private void write(OutputStream out, byte[] preamble, byte[] input) {
        try (out) {
            spoken.await();
            out.write(preamble);
            out.write(input);
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        } catch (IOException closed) {
            // The job ended without reading all of its input, as it may.
        } finally {
            Arrays.fill(preamble, (byte) 0);
            Arrays.fill(input, (byte) 0);
        }
    }

    private static void close(Closeable pipe) {
        try {
            pipe.close();
        } catch (IOException alreadyBroken) {
            // Nothing more can come or go.
        }
    }
}
