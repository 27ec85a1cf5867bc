package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An identity provider's SCIM client, as it speaks to the tenant {@code demo} of an installation. */
final class Provisioning {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String token;
    private final Map<String, String> users = new HashMap<>();

    private Provisioning(String base, String token) {
        this.base = base;
        this.token = token;
    }

    /** A new SCIM client of that name. */
    static Provisioning of(Installation installation, String name) {
        CommandRun made = installation.gatehouse("scim", "client", "create", name);
        assertThat(made.exit()).as(made.err()).isZero();
        List<String> lines = made.out().lines().toList();
        return new Provisioning(lines.get(0).strip(), lines.get(1).strip());
    }

    /** Makes an active user; its id. */
    String user(String name, String externalId) {
        ObjectNode user = Json.object();
        user.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        user.put("userName", name).put("externalId", externalId).put("active", true);
        String id = send("POST", "/Users", user).path("id").asText();
        users.put(name, id);
        return id;
    }

    /** Gives the user access, or ends it. */
    void activate(String name, boolean active) {
        ObjectNode patch = Json.object();
        patch.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:PatchOp");
        patch.putArray("Operations")
                .addObject()
                .put("op", "replace")
                .put("path", "active")
                .put("value", active);
        send("PATCH", "/Users/" + users.get(name), patch);
    }

    private JsonNode send(String method, String path, JsonNode body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/scim+json")
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer.body().isEmpty() ? Json.object() : Installation.parse(answer.body());
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
