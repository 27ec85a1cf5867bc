package dev.gatehouse.gateway.execution;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Writes events to one caller (the HTML standard's server-sent events), from the request's virtual thread. It hands over
 * no more before the caller's connection has taken what it was given, so a slow reader costs the memory of one page; and
 * it cuts off one that is too slow. The only class that knows the server's futures and connections.
 */
final class EventWriter {
    private static final Duration GLANCE = Duration.ofMillis(500);
    private static final String RETRY = "retry: 2000\n\n";
    private static final String COMMENT = ":\n\n";

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Duration patience;
    private final Supplier<Optional<StreamEnd>> over;
    private final StringBuilder page = new StringBuilder();
    private long writtenAt = System.nanoTime();

    /** @param over asked while a slow reader is waited for */
    EventWriter(HttpServerRequest request, Duration patience, Supplier<Optional<StreamEnd>> over) {
        this.request = request;
        this.response = request.response();
        this.patience = patience;
        this.over = over;
    }

    /** Begins the answer; whatever fails after this is no problem document any more. */
    void begin() throws StreamCut {
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

    void comment() throws StreamCut {
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
     * @throws StreamCut when the caller is gone, too slow, or may not go on
     */
    void flush() throws StreamCut {
        if (isGone()) {
            throw new StreamCut(StreamEnd.CALLER_GONE);
        }
        Future<Void> taken = response.write(page.toString());
        page.setLength(0);
        long end = System.nanoTime() + patience.toNanos();
        while (!isTaken(taken)) {
            Optional<StreamEnd> cut = System.nanoTime() > end ? Optional.of(StreamEnd.READER_SLOW) : over.get();
            if (cut.isPresent()) {
                cutOff();
                throw new StreamCut(cut.get());
            }
        }
        writtenAt = System.nanoTime();
    }

    /** A connection is closed below the server: its own way to close one waits for the reader, too, and tells nobody. */
    private void cutOff() {
        switch (request.version()) {
            case HTTP_1_0, HTTP_1_1 -> {
                var _ = ((ConnectionBase) request.connection()).channel().close();
            }
            case HTTP_2 -> {
                boolean _ = response.reset();
            }
        }
    }

    private static boolean isTaken(Future<Void> written) throws StreamCut {
        try {
            written.toCompletionStage().toCompletableFuture().get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException slow) {
            return false;
        } catch (ExecutionException gone) {
            throw new StreamCut(StreamEnd.CALLER_GONE);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StreamCut(StreamEnd.GATEWAY_STOPPING);
        }
    }
}
