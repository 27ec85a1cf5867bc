package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what is declared, or what ran. */
@Command(
        name = "get",
        description = {
            "Shows one resource or execution, or lists them.",
            "KIND is namespaces, roles, rolebindings, workergroups, secrets, jobs or executions; the singular does too."
        })
final class GetCommand implements Callable<Integer> {
    private static final List<String> KINDS =
            List.of("namespaces", "roles", "rolebindings", "workergroups", "secrets", "jobs", "executions");

    private static final Set<String> NAMESPACED = Set.of("rolebindings", "secrets", "jobs");

    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "KIND")
    private String kind = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "A name, NAMESPACE/NAME where the kind has namespaces, or an execution's id.")
    private Optional<String> name = Optional.empty();

    GetCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String kinds = plural();
        if (name.isPresent()) {
            String path = kinds + "/" + GatewayClient.path(segments(kinds, name.get()));
            JsonNode found = settings.gateway().get(path).orThrow().json();
            settings.world().out().println(Json.pretty(found));
            return ExitCode.DONE.number();
        }
        var items = list(kinds);
        if (output.isJson()) {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(Json.pretty(answer));
        } else {
            show(kinds, items);
        }
        return ExitCode.DONE.number();
    }

    private static String[] segments(String kinds, String name) {
        String[] segments = name.split("/", -1);
        boolean namespaced = NAMESPACED.contains(kinds);
        if (segments.length != (namespaced ? 2 : 1)) {
            throw CommandFailure.usage("one of " + kinds + " is named " + (namespaced ? "NAMESPACE/NAME" : "without /")
                    + ", not: " + name);
        }
        return segments;
    }

    private ArrayNode list(String kinds) {
        GatewayClient gateway = settings.gateway();
        ArrayNode items = Json.object().putArray("items");
        String next = "";
        do {
            String page = next.isEmpty() ? "" : "?after=" + GatewayClient.path(next);
            JsonNode answer = gateway.get(kinds + page).orThrow().json();
            answer.path("items").forEach(items::add);
            next = answer.path("next").asText("");
        } while (!next.isEmpty() && !"null".equals(next));
        return items;
    }

    private void show(String kinds, ArrayNode items) {
        if ("executions".equals(kinds)) {
            row("ID", "STATE", "JOB");
            items.forEach(item -> row(
                    item.path("id").asText(),
                    item.path("state").asText(),
                    item.path("job").asText() + "@" + item.path("revision").asText()));
            return;
        }
        row("NAME", "REVISION", "");
        for (JsonNode item : items) {
            JsonNode metadata = item.path("metadata");
            String namespace = metadata.path("namespace").asText("");
            String place = metadata.path("name").asText();
            row(
                    namespace.isEmpty() ? place : namespace + "/" + place,
                    metadata.path("revision").asText(),
                    "");
        }
    }

    private void row(String first, String second, String third) {
        settings.world()
                .out()
                .println("%-36s  %-17s  %s".formatted(first, second, third).stripTrailing());
    }

    private String plural() {
        String wanted = kind.toLowerCase(Locale.ROOT);
        return Stream.of(wanted, wanted + "s")
                .filter(KINDS::contains)
                .findFirst()
                .orElseThrow(() -> CommandFailure.usage("no kind " + kind + "; there are: " + String.join(" ", KINDS)));
    }
}
