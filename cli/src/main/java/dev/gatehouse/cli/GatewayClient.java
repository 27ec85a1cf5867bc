package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

    GatewayClient(URI url, String tenant, Optional<String> token, World world) {
        this.url = url;
        this.tenant = tenant;
        this.token = token;
        this.world = world;
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

    /** Asks for the address as it is, with the token. */
    Answer getAt(URI address) {
        return send(request(address).GET());
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
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private Answer send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            var response = http.send(request, BodyHandlers.ofByteArray());
            OptionalLong retryAfter = response.headers()
                    .firstValue("Retry-After")
                    .filter(value -> value.matches("[0-9]{1,6}"))
                    .map(value -> OptionalLong.of(Long.parseLong(value)))
                    .orElseGet(OptionalLong::empty);
            return new Answer(response.statusCode(), response.body(), retryAfter);
        } catch (IOException e) {
            throw CommandFailure.unavailable("cannot reach " + request.uri().getScheme() + "://"
                    + request.uri().getAuthority() + ": is the gateway up?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.unavailable("interrupted");
        }
    }
}
