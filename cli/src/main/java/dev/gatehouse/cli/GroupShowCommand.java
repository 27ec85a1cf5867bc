package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one group. */
@Command(name = "show", description = "Shows one group: its source, how many are in it, and the roles that it gives.")
final class GroupShowCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "GROUP", description = "Its id, or its name.")
    private String group = "";

    @Option(names = "--members", description = "Shows everybody who is in it, too.")
    private boolean members;

    GroupShowCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String path = DirectoryName.path(settings, "groups", group);
        ObjectNode view = (ObjectNode) settings.gateway().get(path).orThrow().json();
        if (members) {
            view.set("memberList", settings.gateway().pages(path + "/members"));
        }
        if (output.isText()) {
            new Groups(settings).show(view);
        } else {
            settings.world().out().println(output.written(view));
        }
        return ExitCode.DONE.number();
    }
}
