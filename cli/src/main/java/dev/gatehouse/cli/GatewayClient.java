package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One tenant's doors of one gateway. Whoever cannot be reached is a {@link CommandFailure} of its own exit code. */
final class GatewayClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final URI url;
    private final String tenant;
    private final Optional<String> token;
    private final World world;
    private final Duration patience;

    GatewayClient(URI url, String tenant, Optional<String> token, World world) {
        this(url, tenant, token, world, PATIENCE);
    }

    /** A client that waits so long for an answer. */
    GatewayClient(URI url, String tenant, Optional<String> token, World world, Duration patience) {
        this.url = url;
        this.tenant = tenant;
        this.token = token;
        this.world = world;
        this.patience = patience;
    }

    World world() {
        return world;
    }

    /** Asks for what lies below /api/v1/TENANT/. */
    Answer get(String path) {
        return get(path, "application/json");
    }

    Answer get(String path, String accept) {
        return send(request(api(path)).GET().header("Accept", accept + ", application/problem+json"));
    }

    Answer post(String path, JsonNode body) {
        return post(path, body, Optional.empty());
    }

    Answer post(String path, JsonNode body, Optional<String> idempotencyKey) {
        var request = request(api(path)).header("Content-Type", "application/json");
        idempotencyKey.ifPresent(key -> keyed(request, key));
        return send(request.POST(BodyPublishers.ofString(body.toString())));
    }

    private static void keyed(HttpRequest.Builder request, String key) {
        try {
            request.header("Idempotency-Key", key);
        } catch (IllegalArgumentException noHeader) {
            throw CommandFailure.usage("an idempotency key has 1 to 255 visible ASCII characters");
        }
    }

    Answer post(String path, String type, List<byte[]> body) {
        return send(request(api(path)).header("Content-Type", type).POST(BodyPublishers.ofByteArrays(body)));
    }

    Answer put(String path, byte[] body) {
        BodyPublisher bytes = BodyPublishers.ofByteArray(body);
        return send(request(api(path))
                .header("Content-Type", "application/octet-stream")
                .PUT(bytes));
    }

    /** Asks for the address as it is, with the token. Whoever answers there has to end soon, and within so many bytes. */
    Answer getAt(URI address, int most) {
        HttpRequest request = request(address).GET().build();
        // A request's own timeout ends with the head of the answer; the body behind it may come for ever.
        var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        try {
            return answer(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            throw unreachable(request);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(request);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** A path of the given segments, encoded. */
    static String path(String... segments) {
        var path = new StringBuilder();
        for (String segment : segments) {
            String encoded = URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
            path.append(path.isEmpty() ? "" : "/").append(encoded);
        }
        return path.toString();
    }

    private URI api(String path) {
        return URI.create(url.toString().replaceAll("/+$", "") + "/api/v1/" + path(tenant) + "/" + path);
    }

    private HttpRequest.Builder request(URI address) {
        if (!("http".equals(address.getScheme()) || "https".equals(address.getScheme())) || address.getHost() == null) {
            throw CommandFailure.usage("not an http address: " + address);
        }
        var request = HttpRequest.newBuilder(address).timeout(patience);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private Answer send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            return answer(http.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw unreachable(request);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        OptionalLong retryAfter = response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElseGet(OptionalLong::empty);
        return new Answer(response.statusCode(), response.body(), retryAfter);
    }

    private static CommandFailure unreachable(HttpRequest request) {
        return CommandFailure.unavailable("cannot reach " + request.uri().getScheme() + "://"
                + request.uri().getAuthority() + ": is the gateway up?");
    }

    private static CommandFailure interrupted() {
        Thread.currentThread().interrupt();
        return CommandFailure.unavailable("interrupted");
    }
}
