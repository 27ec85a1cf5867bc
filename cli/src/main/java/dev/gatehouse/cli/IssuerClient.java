package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An identity provider, as the command line speaks to it. Whoever cannot be reached is a {@link CommandFailure}. */
final class IssuerClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 1 << 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String issuer;
    private final JsonNode metadata;

    /**
     * Reads what the issuer says of itself (OpenID Connect Discovery 1.0, section 4).
     *
     * @param issuer its URL, as its tokens write it
     */
    IssuerClient(String issuer) {
        this.issuer = issuer;
        this.metadata = metadata(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
    }

    /** What it answered, with the error's code where it refused (RFC 6749, section 5.2). */
    record Reply(int status, JsonNode json) {
        String error() {
            return status == 200 ? "" : json.path("error").asText("HTTP " + status);
        }

        @Override
        public String toString() {
            return "Reply[" + status + "]";
        }
    }

    private JsonNode metadata(String url) {
        Reply reply = send(HttpRequest.newBuilder(address(url)).GET());
        if (reply.status() != 200 || !reply.json().path("issuer").asText().equals(issuer)) {
            throw CommandFailure.unavailable("no identity provider answers at " + url);
        }
        return reply.json();
    }

    /** The endpoint of that name, if it has one. */
    Optional<URI> endpoint(String name) {
        return Optional.ofNullable(metadata.path(name).textValue()).map(IssuerClient::address);
    }

    Reply post(URI endpoint, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Tokens travel over TLS, or do not leave the machine. */
    private static URI address(String text) {
        try {
            URI address = URI.create(text);
            boolean local = "http".equals(address.getScheme())
                    && ("127.0.0.1".equals(address.getHost()) || "localhost".equals(address.getHost()));
            if (local || ("https".equals(address.getScheme()) && address.getHost() != null)) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // The same answer.
        }
        throw CommandFailure.unavailable("the identity provider has no https address");
    }

    private Reply send(HttpRequest.Builder builder) {
        HttpRequest request =
                builder.header("Accept", "application/json").timeout(PATIENCE).build();
        try {
            HttpResponse<byte[]> answer =
                    http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
            return new Reply(answer.statusCode(), json(answer.body()));
        } catch (IOException away) {
            throw CommandFailure.unavailable("cannot reach the identity provider at "
                    + request.uri().getScheme() + "://" + request.uri().getAuthority());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailure.unavailable("interrupted");
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException malformed) {
            return Json.object();
        }
    }
}
