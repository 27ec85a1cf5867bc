package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the browsers in which somebody is logged in. */
@Command(
        name = "list",
        description = "Shows the browsers in which one is logged in, or somebody else is; latest first.")
final class SessionListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--subject", paramLabel = "ID", description = "Those of somebody else; takes subject:read.")
    private Optional<String> subject = Optional.empty();

    SessionListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var items = settings.gateway()
                .pages(subject.map(id -> "sessions?subject=" + GatewayClient.path(id))
                        .orElse("sessions/own"));
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
    static void show(Settings settings, Iterable<JsonNode> sessions) {
        row(settings, "ID", "SINCE", "LAST USED", "BY", "BROWSER");
        sessions.forEach(session -> row(
                settings,
                session.path("id").asText(),
                session.path("startedAt").asText(),
                session.path("seenAt").asText(),
                session.path("provider").asText(),
                session.path("client").asText()));
    }

    private static void row(Settings settings, String id, String since, String used, String provider, String client) {
        settings.world().out().println("%-36s  %-27s  %-27s  %-20s  %s".formatted(id, since, used, provider, client));
    }
}
