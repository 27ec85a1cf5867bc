package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Declares again what an earlier revision of a resource said. */
@Command(
        name = "revert",
        description = "Makes a new revision that says what an earlier one said. All checks of an apply are made.")
final class RevertCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final ResourceArguments resource = new ResourceArguments();

    @Option(names = "--revision", required = true, paramLabel = "N", description = "The revision to go back to.")
    private long revision;

    @Option(names = "--dry-run", description = "Checks everything, changes nothing, and shows what would change.")
    private boolean dryRun;

    RevertCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String path = resource.path() + "/revisions/" + revision + "/revert?dryRun=" + dryRun;
        JsonNode answer = settings.gateway()
                .post(path, "application/json", List.of())
                .orThrow()
                .json();
        if (!output.isText()) {
            settings.world().out().println(output.written(answer));
        } else if (dryRun) {
            Changes.show(settings.world(), answer);
        } else {
            settings.world()
                    .show("revision  "
                            + answer.path("metadata").path("revision").asText());
        }
        return ExitCode.DONE.number();
    }
}
