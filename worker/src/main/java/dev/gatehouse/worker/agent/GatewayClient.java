package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Refusal;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * The worker door, as HTTP. An answer that is not whole in its time counts as none, whatever it says. Thread-safe.
 */
final class GatewayClient implements AutoCloseable {
    private static final String PROBLEM = "urn:gatehouse:problem:";

    private final URI url;
    private final HttpClient http;
    private final ObjectMapper json = Protocol.mapper();
    private final AwayTime away = new AwayTime(System::nanoTime);

    /** @param trust whose certificates the gateway may show */
    GatewayClient(URI url, SSLContext trust) {
        this.url = url;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust)
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    <T> Answer<T> post(String path, Object body, Class<T> type, Optional<String> credential, Duration timeout) {
        try {
            return send(
                    request(path, credential, timeout)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                            .build(),
                    type);
        } catch (JsonProcessingException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    <T> Answer<T> get(String path, Class<T> type, Optional<String> credential, Duration timeout) {
        return send(request(path, credential, timeout).GET().build(), type);
    }

    private HttpRequest.Builder request(String path, Optional<String> credential, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(timeout)
                .header("Accept", "application/json")
                .header(Protocol.HEADER, Protocol.VERSION);
        credential.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        TraceParent.of(Span.current()).ifPresent(here -> request.header("traceparent", here.value()));
        return request;
    }

    /** How many seconds the gateway was away so far. */
    double awaySeconds() {
        return away.seconds();
    }

    private <T> Answer<T> send(HttpRequest request, Class<T> type) {
        Answer<T> answer = answer(request, type);
        away.heard(!(answer instanceof Answer.Away<T>));
        return answer;
    }

    private <T> Answer<T> answer(HttpRequest request, Class<T> type) {
        long patience = request.timeout().orElseThrow().toNanos();
        long asked = System.nanoTime();
        var coming = http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The client's own timeout is content with the head of an answer: its body may come much later, or never.
            HttpResponse<byte[]> response = coming.get(patience, TimeUnit.NANOSECONDS);
            // It may have come while this process was paused.
            return System.nanoTime() - asked > patience ? late() : understood(response, type);
        } catch (InterruptedException interrupted) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Away<>("interrupted");
        } catch (TimeoutException late) {
            coming.cancel(true);
            return late();
        } catch (ExecutionException failure) {
            return new Answer.Away<>(Optional.ofNullable(failure.getCause())
                    .orElse(failure)
                    .getClass()
                    .getSimpleName());
        }
    }

    private static <T> Answer<T> late() {
        return new Answer.Away<>("no answer in time");
    }

    private <T> Answer<T> understood(HttpResponse<byte[]> response, Class<T> type) {
        try {
            int status = response.statusCode();
            if (status == 204) {
                return new Answer.Ok<>(json.readValue("{}", type));
            }
            if (status >= 200 && status < 300) {
                return new Answer.Ok<>(json.readValue(response.body(), type));
            }
            return refusal(status, response.body())
                    .<Answer<T>>map(Answer.Refused::new)
                    .orElseGet(() -> new Answer.Away<>("status " + status));
        } catch (IOException malformed) {
            return new Answer.Away<>("an answer that is not understood");
        }
    }

    /**
     * By the type of a problem document (RFC 9457). A status or a word alone may come from anybody in between: a proxy
     * without a backend, a firewall, a login page.
     */
    private Optional<Refusal> refusal(int status, byte[] body) {
        try {
            String type = json.readTree(body).path("type").asText("");
            return type.startsWith(PROBLEM) ? Refusal.of(status, type.substring(PROBLEM.length())) : Optional.empty();
        } catch (IOException noProblem) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
