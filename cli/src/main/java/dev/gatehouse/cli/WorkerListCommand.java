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
        var items = settings.gateway().pages("workers");
        if (output.isText()) {
            new Workers(settings).show(items);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
