package dev.gatehouse.cli;

import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who may come in. */
@Command(name = "list", description = "Shows people and service accounts: who says that they exist, and since when.")
final class SubjectListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--kind", paramLabel = "KIND", description = "Only user or service_account.")
    private Optional<String> kind = Optional.empty();

    @Option(names = "--name", paramLabel = "PREFIX", description = "Only those whose names begin so, in any case.")
    private Optional<String> name = Optional.empty();

    SubjectListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        kind.ifPresent(text -> query.add("kind=" + GatewayClient.path(text)));
        name.ifPresent(text -> query.add("name=" + GatewayClient.path(text)));
        var items = settings.gateway().pages("subjects" + query);
        if (output.isText()) {
            new People(settings).list(items);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
