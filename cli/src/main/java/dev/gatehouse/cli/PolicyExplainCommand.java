package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a decision was made. */
@Command(name = "explain", description = "Says why something was allowed or denied, as far as you may know it.")
final class PolicyExplainCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(
            index = "0",
            paramLabel = "DECISION",
            description = "The decision's id: a refusal names it, and so does every event.")
    private String decision = "";

    @Option(names = "--redacted", description = "Only what whoever asked may see.")
    private boolean redacted;

    PolicyExplainCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String id = ShownId.of(decision, "`gatehouse audit events`");
        String path = GatewayClient.path("decisions", id) + (redacted ? "?form=user" : "");
        JsonNode explained = settings.gateway().get(path).orThrow().json();
        if (output.isText()) {
            new Explanations(settings).decision(explained);
        } else {
            settings.world().out().println(output.written(explained));
        }
        return ExitCode.DONE.number();
    }
}
