package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the workers there are. */
@Command(
        name = "list",
        description =
                "Shows the workers: active, draining, silent (its time is over, and nobody ended it), gone, revoked.")
final class WorkerListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    WorkerListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var items = Json.object().putArray("items");
        String next = "";
        do {
            String page = next.isEmpty() ? "" : "?after=" + GatewayClient.path(next);
            var answer = settings.gateway().get("workers" + page).orThrow().json();
            answer.path("items").forEach(items::add);
            next = answer.path("next").asText("");
        } while (!next.isEmpty());
        if (output.isJson()) {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(Json.pretty(answer));
        } else {
            new Workers(settings).show(items);
        }
        return ExitCode.DONE.number();
    }
}
