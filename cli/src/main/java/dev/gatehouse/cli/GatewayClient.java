package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** One tenant's doors of one gateway. Whoever cannot be reached is a {@link CommandFailure} of its own exit code. */
final class GatewayClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LAST_PORT = 65_535;
    private static final int LONGEST_PROBLEM = 1 << 20;
    private static final Set<String> NO_ROOM = Set.of("too_many_streams", "streams_exhausted");

    private final HttpClient http;
    private final URI url;
    private final String tenant;
    private final Optional<String> token;
    private final World world;
    private final Duration patience;

    /** @param trust whose certificates the gateway may show */
    GatewayClient(URI url, String tenant, Optional<String> token, World world, SSLContext trust) {
        this(url, tenant, token, world, trust, PATIENCE);
    }

    /** @param patience how long a request may last, the whole of its answer included */
    GatewayClient(URI url, String tenant, Optional<String> token, World world, SSLContext trust, Duration patience) {
        this.http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust)
                .build();
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
        return get(api(path), accept);
    }

    private Answer get(URI address, String accept) {
        return send(request(address).GET().header("Accept", accept + ", application/problem+json"));
    }

    /** The items of all pages of a list. */
    ArrayNode pages(String path) {
        return pages(api(path), Integer.MAX_VALUE);
    }

    /** The first events of the tenant's log that the query asks for; a few more than so many may come. */
    ArrayNode auditEvents(String query, int most) {
        return pages(door("/audit/", "events" + query), most);
    }

    private ArrayNode pages(URI list, int most) {
        ArrayNode items = Json.object().putArray("items");
        String next = "";
        do {
            String page = next.isEmpty() ? "" : (list.getRawQuery() == null ? "?" : "&") + "after=" + path(next);
            JsonNode answer =
                    get(URI.create(list + page), "application/json").orThrow().json();
            answer.path("items").forEach(items::add);
            next = answer.path("next").asText("");
        } while (items.size() < most && !next.isEmpty() && !"null".equals(next));
        return items;
    }

    Answer delete(String path) {
        return send(request(api(path)).DELETE().header("Accept", "application/json, application/problem+json"));
    }

    /** Opens a stream of events after the event of the last id; nothing when the gateway has no room for one. */
    Optional<EventStream> events(String path, Optional<String> lastId) {
        var builder = request(api(path)).GET().header("Accept", "text/event-stream, application/problem+json;q=0.5");
        lastId.ifPresent(id -> builder.header("Last-Event-ID", id));
        HttpRequest request = builder.build();
        HttpResponse<InputStream> response = sent(request, BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return Optional.of(new EventStream(response.body()));
        }
        try (InputStream body = response.body()) {
            Answer refusal = answer(response, body.readNBytes(LONGEST_PROBLEM));
            if (NO_ROOM.contains(refusal.code())) {
                return Optional.empty();
            }
            throw refusal.failure("");
        } catch (IOException cut) {
            throw CommandFailure.unavailable("cannot reach " + place(request) + ": is the gateway up?");
        }
    }

    /**
     * Replays, and says each line of it.
     *
     * @param file that the places in a problem are in; empty where there is none
     * @return the summary
     */
    JsonNode replay(JsonNode body, String file, Consumer<JsonNode> each) {
        HttpRequest request = request(api("policy/replay"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/x-ndjson, application/problem+json;q=0.5")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<InputStream> response = sent(request, BodyHandlers.ofInputStream());
        try (InputStream answer = response.body()) {
            if (response.statusCode() != 200) {
                throw answer(response, answer.readNBytes(LONGEST_PROBLEM)).failure(file);
            }
            var lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode said = Json.parse(line);
                if (said.has("summary")) {
                    return said.path("summary");
                }
                if (said.has("error")) {
                    throw CommandFailure.unavailable(
                            "the replay ended: " + said.path("error").asText()
                                    + said.path("detail").asText("").replaceFirst("^(?=.)", ". "));
                }
                each.accept(said);
            }
        } catch (IOException cut) {
            throw CommandFailure.unavailable("cannot reach " + place(request) + ": is the gateway up?");
        }
        throw CommandFailure.unavailable("the replay did not come to its end; repeat it");
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

    Answer put(String path, JsonNode body) {
        return send(request(api(path))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString())));
    }

    /** Asks for the address as it is, with the token. Whoever answers there has to end within so many bytes. */
    Answer getAt(URI address, int most) {
        return send(request(address).GET(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
    }

    /** A path of the given segments, encoded. Whatever they hold, it leads nowhere but below the path before it. */
    static String path(String... segments) {
        var path = new StringBuilder();
        for (String segment : segments) {
            if (Set.of("", ".", "..").contains(segment)) {
                throw CommandFailure.usage("not a name: '" + segment + "'");
            }
            String encoded = URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
            path.append(path.isEmpty() ? "" : "/").append(encoded);
        }
        return path.toString();
    }

    private URI api(String path) {
        return door("/api/v1/", path);
    }

    private URI door(String door, String path) {
        return URI.create(url.toString().replaceAll("/+$", "") + door + path(tenant) + "/" + path);
    }

    private HttpRequest.Builder request(URI address) {
        if (!("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                || address.getHost() == null
                || address.getPort() > LAST_PORT) {
            throw CommandFailure.usage("not an http address: " + address);
        }
        var request = HttpRequest.newBuilder(address);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private Answer send(HttpRequest.Builder builder) {
        return send(builder, BodyHandlers.ofByteArray());
    }

    private Answer send(HttpRequest.Builder builder, BodyHandler<byte[]> body) {
        HttpResponse<byte[]> response = sent(builder.build(), body);
        return answer(response, response.body());
    }

    private <T> HttpResponse<T> sent(HttpRequest request, BodyHandler<T> body) {
        // Not the request's own timeout: it ends with the header, and a body can stand still, or come for ever, too.
        var answer = http.sendAsync(request, body);
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SSLException) {
                throw CommandFailure.unavailable("no trust in the certificate of " + place(request)
                        + ", or no TLS there: name its issuer's with --ca-file");
            }
            throw CommandFailure.unavailable("cannot reach " + place(request) + ": is the gateway up?");
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw CommandFailure.unavailable("no answer within " + patience.toSeconds() + " s from " + place(request)
                    + ": does the gateway hang?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.unavailable("interrupted");
        }
    }

    private static Answer answer(HttpResponse<?> response, byte[] body) {
        OptionalLong retryAfter = response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElseGet(OptionalLong::empty);
        return new Answer(response.statusCode(), body, retryAfter);
    }

    private static String place(HttpRequest request) {
        return request.uri().getScheme() + "://" + request.uri().getAuthority();
    }
}
