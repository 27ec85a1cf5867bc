package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** The workers of the tenant, by the ids and names that people give. */
final class Workers {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Settings settings;

    Workers(Settings settings) {
        this.settings = settings;
    }

    /** Does the act to the worker, and shows how it stands then. */
    void send(String worker, String act, OutputOption output) {
        JsonNode answer = settings.gateway()
                .post("workers/" + GatewayClient.path(id(worker)) + "/" + act, Json.object())
                .orThrow()
                .json();
        if (output.isText()) {
            show(List.of(answer));
        } else {
            settings.world().out().println(output.written(answer));
        }
    }

    /** A name is looked up; an id is taken as it is. */
    private String id(String worker) {
        if (ID.matcher(worker).matches()) {
            return worker;
        }
        JsonNode found = settings.gateway()
                .get("workers?name=" + GatewayClient.path(worker))
                .orThrow()
                .json()
                .path("items");
        if (found.isEmpty()) {
            throw CommandFailure.usage("no worker has the id or the name " + worker);
        }
        return found.get(0).path("id").asText();
    }

    /** A table with a line for each. */
    void show(Iterable<JsonNode> workers) {
        row("ID", "STATE", "GROUP", "RUNNING", "NAME");
        workers.forEach(worker -> row(
                worker.path("id").asText(),
                worker.path("state").asText(),
                worker.path("workerGroup").asText(),
                worker.path("running").asText(),
                worker.path("name").asText()));
    }

    private void row(String id, String state, String group, String running, String name) {
        settings.world().show("%-36s  %-8s  %-20s  %7s  %s".formatted(id, state, group, running, name));
    }
}
