package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what changed between two revisions of one declared resource. */
@Command(
        name = "diff",
        description = "Shows what one revision of a resource changed, against the one before or another.")
final class DiffCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final ResourceArguments resource = new ResourceArguments();

    @Option(names = "--revision", required = true, paramLabel = "N", description = "The later of the two.")
    private long revision;

    @Option(names = "--from", paramLabel = "N", description = "The earlier of the two; the one before is the default.")
    private Optional<Long> from = Optional.empty();

    DiffCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String path = resource.path() + "/revisions/" + revision + "/diff"
                + from.map(number -> "?from=" + number).orElse("");
        JsonNode answer = settings.gateway().get(path).orThrow().json();
        if (output.isText()) {
            settings.world()
                    .show("revision " + answer.path("from").asText() + " -> "
                            + answer.path("to").asText());
            Changes.differences(settings.world(), answer.path("diff"));
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
