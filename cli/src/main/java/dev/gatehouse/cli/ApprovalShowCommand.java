package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one execution that waits for people. */
@Command(
        name = "show",
        description = "Shows all that would run, who asks, which rules want whom, what was said, and the digest of it.")
final class ApprovalShowCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "ID", description = "As the list shows it.")
    private String approval = "";

    @Option(names = "--full", description = "Also the files that are long, which it else names with size and SHA-256.")
    private boolean full;

    ApprovalShowCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        JsonNode view = settings.gateway()
                .get("approvals/" + GatewayClient.path(approval))
                .orThrow()
                .json();
        if (output.isText()) {
            new Approvals(settings).show(view, full);
        } else {
            settings.world().out().println(output.written(view));
        }
        return ExitCode.DONE.number();
    }
}
