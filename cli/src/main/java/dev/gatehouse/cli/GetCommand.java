package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what is declared, or what ran. */
@Command(
        name = "get",
        description = {
            "Shows one resource or execution, or lists them.",
            "KIND is namespaces, roles, rolebindings, guardrails, workergroups, secrets, jobs or executions; the singular does too."
        })
final class GetCommand implements Callable<Integer> {
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

    @Option(names = "--revision", paramLabel = "N", description = "As it was in that revision.")
    private Optional<Long> revision = Optional.empty();

    GetCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String kinds = ResourceName.plural(kind);
        if (revision.isPresent() && name.isEmpty()) {
            throw CommandFailure.usage("--revision is of one resource: give its NAME");
        }
        if (name.isPresent()) {
            String path = ResourceName.path(kind, name.get());
            path += revision.map(number -> "/revisions/" + number).orElse("");
            JsonNode found = settings.gateway().get(path).orThrow().json();
            if (output.isText()) {
                output.written(found).lines().forEach(settings.world()::show);
            } else {
                settings.world().out().println(output.written(found));
            }
            return ExitCode.DONE.number();
        }
        var items = settings.gateway().pages(kinds);
        if (output.isText()) {
            show(kinds, items);
        } else if (output.isYaml() && !"executions".equals(kinds)) {
            // A manifest, so that it can be applied as it is.
            settings.world().out().println(Yaml.written(items.valueStream().toList()));
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
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
        settings.world().show("%-36s  %-17s  %s".formatted(first, second, third).stripTrailing());
    }
}
