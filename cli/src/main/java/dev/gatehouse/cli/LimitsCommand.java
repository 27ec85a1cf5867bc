package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what namespaces limit, and how far it is used. */
@Command(
        name = "limits",
        description =
                "Shows what namespaces limit, and how far it is used; rates are counted by each gateway for itself.")
final class LimitsCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--namespace", paramLabel = "NAMESPACE", description = "Only those of the namespace and below.")
    private Optional<String> namespace = Optional.empty();

    LimitsCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String query =
                namespace.map(text -> "?namespace=" + GatewayClient.path(text)).orElse("");
        var items = settings.gateway().pages("limits" + query);
        if (output.isText()) {
            row("NAMESPACE", "KIND", "PER", "LIMIT", "USED", "WAITING", "OF");
            items.forEach(this::show);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    /** A line for each of what the limit counts apart; one where nothing is used. */
    private void show(JsonNode limit) {
        JsonNode uses = limit.path("uses");
        if (uses.isEmpty()) {
            show(limit, Json.object());
        }
        uses.forEach(use -> show(limit, use));
    }

    private void show(JsonNode limit, JsonNode use) {
        String window = limit.path("window").asText();
        row(
                limit.path("namespace").asText(),
                limit.path("kind").asText(),
                limit.path("per").asText(),
                limit.path("limit").asText() + (window.isEmpty() ? "" : "/" + window),
                use.path("used").asText(limit.path("kind").asText().equals("rate") ? "-" : "0"),
                use.path("waiting").asText("-"),
                use.path("of").asText("-"));
    }

    private void row(String namespace, String kind, String per, String limit, String used, String waiting, String of) {
        settings.world()
                .show("%-24s  %-11s  %-9s  %14s  %7s  %7s  %s"
                        .formatted(namespace, kind, per, limit, used, waiting, of));
    }
}
