package dev.gatehouse.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows kill switches. */
@Command(name = "list", description = "Shows the kill switches in force, latest first, and what each has ended.")
final class StopListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--all", description = "Those that were lifted or have expired, too.")
    private boolean all;

    @Option(
            names = "--namespace",
            paramLabel = "NAMESPACE",
            description = "Only those of jobs and namespaces in this one and below.")
    private Optional<String> namespace = Optional.empty();

    StopListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        List<String> query = new ArrayList<>();
        if (!all) {
            query.add("inForce=true");
        }
        namespace.ifPresent(name -> query.add("namespace=" + GatewayClient.path(name)));
        var items = settings.gateway().pages("kill-switches" + (query.isEmpty() ? "" : "?" + String.join("&", query)));
        if (output.isText()) {
            new KillSwitches(settings).show(items);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
