package dev.gatehouse.gateway.execution;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Writes events to one caller (the HTML standard's server-sent events), from the request's virtual thread. It hands over
 * no more before the caller's connection has taken what it was given, so a slow reader costs the memory of one page; and
 * it cuts off one that is too slow. The only class that knows the server's futures.
 */
final class EventWriter {
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final String RETRY = "retry: 2000\n\n";
    private static final String COMMENT = ":\n\n";

    private final HttpServerResponse response;
    private final Duration patience;
    private final BooleanSupplier mayGoOn;
    private final StringBuilder page = new StringBuilder();
    private long writtenAt = System.nanoTime();

    /** @param mayGoOn asked while a slow reader is waited for */
    EventWriter(HttpServerResponse response, Duration patience, BooleanSupplier mayGoOn) {
        this.response = response;
        this.patience = patience;
        this.mayGoOn = mayGoOn;
    }

    /** Begins the answer; whatever fails after this is no problem document any more. */
    void begin() throws IOException {
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        page.append(RETRY);
        flush();
    }

    /** Adds an event to the page; its data is one line. */
    void add(String name, String id, String data) {
        page.append("id: ").append(id).append('\n');
        add(name, data);
    }

    /** Adds an event that leaves the caller's last id as it is. */
    void add(String name, String data) {
        page.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
    }

    void comment() throws IOException {
        page.append(COMMENT);
        flush();
    }

    Duration silentFor() {
        return Duration.ofNanos(System.nanoTime() - writtenAt);
    }

    boolean isGone() {
        return response.closed() || response.ended();
    }

    /**
     * Sends the page, and returns when the connection has taken all of it.
     *
     * @throws IOException when the caller is gone, too slow, or may not go on
     */
    void flush() throws IOException {
        if (isGone()) {
            throw new IOException("the caller is gone");
        }
        Future<Void> taken = response.write(page.toString());
        page.setLength(0);
        long end = System.nanoTime() + patience.toNanos();
        while (!isTaken(taken)) {
            if (System.nanoTime() > end || !mayGoOn.getAsBoolean()) {
                boolean _ = response.reset();
                throw new IOException("the caller does not read");
            }
        }
        writtenAt = System.nanoTime();
    }

    private static boolean isTaken(Future<Void> written) throws IOException {
        try {
            written.toCompletionStage().toCompletableFuture().get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException slow) {
            return false;
        } catch (ExecutionException gone) {
            throw new IOException("the caller is gone", gone);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway stops", stopping);
        }
    }
}
