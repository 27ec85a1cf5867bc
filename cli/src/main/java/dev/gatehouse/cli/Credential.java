package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * What a login at an identity provider left on this machine: for which gateway and tenant, and how it is renewed.
 *
 * @param refreshToken absent where the provider gave none; the login then ends with the access token
 */
record Credential(
        URI gateway,
        String tenant,
        Issuer issuer,
        String accessToken,
        Instant expiresAt,
        Optional<String> refreshToken) {

    /**
     * Where it came from.
     *
     * @param url as its tokens write it
     * @param clientId who the command line is there
     */
    record Issuer(String url, String clientId) {}

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("url", gateway.toString())
                .put("tenant", tenant)
                .put("issuer", issuer.url())
                .put("clientId", issuer.clientId())
                .put("accessToken", accessToken)
                .put("expiresAt", expiresAt.toString());
        refreshToken.ifPresent(token -> json.put("refreshToken", token));
        return json;
    }

    /** Reads what {@link #json} wrote; fails as any malformed text does. */
    static Credential of(JsonNode json) {
        return new Credential(
                URI.create(json.path("url").asText()),
                json.path("tenant").asText(),
                new Issuer(json.path("issuer").asText(), json.path("clientId").asText()),
                json.path("accessToken").asText(),
                Instant.parse(json.path("expiresAt").asText()),
                Optional.ofNullable(json.path("refreshToken").textValue()));
    }

    /** Whether it is for that gateway and tenant. */
    boolean isFor(URI url, String name) {
        return tenant.equals(name) && Settings.isAt(url, gateway.toString());
    }

    @Override
    public String toString() {
        return "Credential[redacted]";
    }
}
