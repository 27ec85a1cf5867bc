package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes one declared resource. */
@Command(
        name = "delete",
        description = "Deletes one resource. It is refused while something needs it; executions may be waited for.")
final class DeleteCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final ResourceArguments resource = new ResourceArguments();

    @Option(
            names = "--drain",
            description = "It takes nothing new from now on, and is deleted when its last execution has ended.")
    private boolean drain;

    @Option(names = "--dry-run", description = "Checks everything and changes nothing.")
    private boolean dryRun;

    DeleteCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String path = resource.path() + "?drain=" + drain + "&dryRun=" + dryRun;
        JsonNode answer = settings.gateway().delete(path).orThrow().json();
        if (output.isText()) {
            Changes.show(settings.world(), answer);
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
