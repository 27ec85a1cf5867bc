package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the revisions of one declared resource. */
@Command(name = "revisions", description = "Lists the revisions of one resource, latest first.")
final class RevisionsCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final ResourceArguments resource = new ResourceArguments();

    RevisionsCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        ArrayNode items = settings.gateway().pages(resource.path() + "/revisions");
        if (output.isText()) {
            row("REVISION", "AT", "DIGEST", "AUTHOR");
            items.forEach(item -> row(
                    item.path("revision").asText(),
                    item.path("at").asText(),
                    item.path("digest").asText().replaceAll("(?<=.{12}).*", ""),
                    item.path("authorName").asText(item.path("author").asText())));
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    private void row(String revision, String at, String digest, String author) {
        settings.world().show("%-8s  %-27s  %-12s  %s".formatted(revision, at, digest, author));
    }
}
