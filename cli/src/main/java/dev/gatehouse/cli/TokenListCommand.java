package dev.gatehouse.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the tokens there are, without the tokens. */
@Command(name = "list", description = "Shows one's own tokens, or all of the tenant.")
final class TokenListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--all", description = "Everybody's; takes token:manage.")
    private boolean all;

    @Option(
            names = "--namespace",
            paramLabel = "NAMESPACE",
            description = "Only one's own that are for this namespace or one below.")
    private Optional<String> namespace = Optional.empty();

    TokenListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        if (all && namespace.isPresent()) {
            throw CommandFailure.usage("--namespace is of one's own tokens: without --all");
        }
        String own = "tokens/own"
                + namespace
                        .map(place -> "?namespace=" + GatewayClient.path(place))
                        .orElse("");
        var items = settings.gateway().pages(all ? "tokens" : own);
        if (output.isText()) {
            new Tokens(settings).show(items);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
