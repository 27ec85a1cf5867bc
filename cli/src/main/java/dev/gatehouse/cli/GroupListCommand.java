package dev.gatehouse.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the groups that bindings can name. */
@Command(
        name = "list",
        description = "Shows the groups of SCIM clients, and those of claims that a binding or a provider names.")
final class GroupListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--name", paramLabel = "PREFIX", description = "Only those whose names begin so, in any case.")
    private Optional<String> name = Optional.empty();

    GroupListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String query = name.map(text -> "?name=" + GatewayClient.path(text)).orElse("");
        var items = settings.gateway().pages("groups" + query);
        if (output.isText()) {
            new Groups(settings).list(items);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
