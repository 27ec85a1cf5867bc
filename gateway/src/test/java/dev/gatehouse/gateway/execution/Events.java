package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection to a stream of events, whose events are waited for one by one. */
final class Events implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Event OVER = new Event("over", "", "");

    private final HttpResponse<InputStream> answer;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicInteger comments = new AtomicInteger();

    /** @param id as the event itself has it; empty where it has none */
    record Event(String name, String id, String data) {}

    Events(URI address, String token, Optional<String> lastId) {
        var request = HttpRequest.newBuilder(address)
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + token);
        lastId.ifPresent(id -> request.header("Last-Event-ID", id));
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
        Thread.ofVirtual().start(this::read);
    }

    int status() {
        return answer.statusCode();
    }

    Optional<String> header(String name) {
        return answer.headers().firstValue(name);
    }

    /** The next event; one of the name {@code over} when the gateway has ended the stream. */
    Event next() {
        try {
            Event event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(event).as("an event within " + PATIENCE).isNotNull();
            return event;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }

    /** How many lines came that are no event's. */
    int comments() {
        return comments.get();
    }

    private void read() {
        Map<String, String> fields = new HashMap<>();
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(":")) {
                    comments.incrementAndGet();
                } else if (!line.isEmpty()) {
                    int colon = line.indexOf(":");
                    fields.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                } else if (fields.containsKey("data")) {
                    events.add(new Event(
                            fields.getOrDefault("event", ""), fields.getOrDefault("id", ""), fields.get("data")));
                    fields.clear();
                } else {
                    fields.clear();
                }
            }
        } catch (IOException cut) {
            // As good as an end.
        }
        events.add(OVER);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
