package dev.gatehouse.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The events of one connection to a gateway (the HTML standard's server-sent events). A connection on which not even a
 * comment comes is given up.
 */
final class EventStream implements AutoCloseable {
    /** Three of the gateway's heartbeats. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    /** More than the longest event of a gateway. */
    private static final int LONGEST_LINE = 4 << 20;

    private final InputStream in;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean closed;

    EventStream(InputStream in) {
        this.in = in;
        Thread.ofVirtual().name("event-stream-watch").start(this::watch);
    }

    /** @param id where the stream is to be resumed after it */
    record Event(String name, Optional<String> id, JsonNode data) {}

    /** The next event; nothing when the connection has ended, whyever. */
    Optional<Event> next() {
        String name = "message";
        Optional<String> id = Optional.empty();
        var data = new StringBuilder();
        try {
            for (Optional<String> line = line(); line.isPresent(); line = line()) {
                String text = line.get();
                if (text.isEmpty()) {
                    if (!data.isEmpty()) {
                        return Optional.of(new Event(name, id, Json.parse(data.toString())));
                    }
                    continue;
                }
                int colon = text.indexOf(':');
                String field = colon < 0 ? text : text.substring(0, colon);
                String value = colon < 0 ? "" : text.substring(colon + 1).replaceFirst("^ ", "");
                switch (field) {
                    case "event" -> name = value;
                    case "id" -> id = Optional.of(value);
                    case "data" -> data.append(value);
                    default -> {}
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException strange) {
            throw CommandFailure.unavailable("the stream holds what is not JSON: is this a gateway?");
        } catch (IOException cut) {
            return Optional.empty();
        }
    }

    private Optional<String> line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int symbol = in.read(); symbol >= 0; symbol = in.read()) {
            if (symbol == '\n') {
                heardAt = System.nanoTime();
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            line.write(symbol);
            if (line.size() > LONGEST_LINE) {
                throw CommandFailure.unavailable("the stream holds a line without end: is this a gateway?");
            }
        }
        return Optional.empty();
    }

    private void watch() {
        while (!closed) {
            if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
                close();
            }
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            in.close();
        } catch (IOException ended) {
            // It is over anyway.
        }
    }
}
