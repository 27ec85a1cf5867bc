package dev.gatehouse.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what waits for people. */
@Command(name = "list", description = "Shows what waits for a word of yours, or all that waits and waited for anybody.")
final class ApprovalListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--all", description = "Everybody's, also what was decided; latest first.")
    private boolean all;

    @Option(
            names = "--namespace",
            paramLabel = "NAMESPACE",
            description = "Only of jobs in this namespace or one below.")
    private Optional<String> namespace = Optional.empty();

    ApprovalListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String below = namespace
                .map(place -> "&namespace=" + GatewayClient.path(place))
                .orElse("");
        var items = settings.gateway().pages("approvals?mine=" + !all + below);
        if (output.isText()) {
            new Approvals(settings).list(items);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
