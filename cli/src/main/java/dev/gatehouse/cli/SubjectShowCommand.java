package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one person or service account. */
@Command(
        name = "show",
        description = "Shows one person or service account: source, groups, roles and why, tokens, sessions,"
                + " ends of access.")
final class SubjectShowCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "SUBJECT", description = "Its id, or its name.")
    private String subject = "";

    SubjectShowCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String path = DirectoryName.path(settings, "subjects", subject);
        JsonNode view = settings.gateway().get(path).orThrow().json();
        if (output.isText()) {
            new People(settings).show(view);
        } else {
            settings.world().out().println(output.written(view));
        }
        return ExitCode.DONE.number();
    }
}
