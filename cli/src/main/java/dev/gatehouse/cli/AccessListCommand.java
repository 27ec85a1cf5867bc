package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows whose access ended, and what that stopped. */
@Command(name = "list", description = "Shows ends of access, latest first: whose, why, how far, and what they ended.")
final class AccessListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--subject", paramLabel = "SUBJECT", description = "Only those of one subject, by its id.")
    private Optional<String> subject = Optional.empty();

    AccessListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String of = subject.map(id -> "?subject=" + GatewayClient.path(id)).orElse("");
        var items = settings.gateway().pages("access-ends" + of);
        if (output.isText()) {
            show(settings, items);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    /** A table with a line for each. */
    static void show(Settings settings, Iterable<JsonNode> ends) {
        row(settings, "ID", "STARTED", "DONE", "REASON", "ENDED", "OF");
        ends.forEach(end -> row(
                settings,
                end.path("id").asText(),
                end.path("startedAt").asText(),
                end.path("doneAt").asText("-"),
                end.path("reason").asText(),
                ended(end),
                end.path("name").asText()));
    }

    private static String ended(JsonNode end) {
        Map<String, Long> counts = new TreeMap<>();
        if (end.has("session")) {
            counts.put("session", 1L);
        }
        end.path("steps")
                .forEach(step -> step.path("ended")
                        .properties()
                        .forEach(count ->
                                counts.merge(count.getKey(), count.getValue().asLong(), Long::sum)));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    private static void row(
            Settings settings, String id, String started, String done, String reason, String ended, String of) {
        settings.world().show("%-36s  %-27s  %-27s  %-15s  %-40s  %s".formatted(id, started, done, reason, ended, of));
    }
}
