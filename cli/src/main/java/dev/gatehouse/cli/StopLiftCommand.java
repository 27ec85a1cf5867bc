package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lifts a kill switch. */
@Command(
        name = "lift",
        description = "Lifts a kill switch. What it has ended stays ended; what it had yet to end goes on.")
final class StopLiftCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "ID", description = "As stop list shows it.")
    private String id = "";

    StopLiftCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        JsonNode answer = settings.gateway()
                .delete("kill-switches/" + GatewayClient.path(id))
                .orThrow()
                .json();
        if (output.isText()) {
            new KillSwitches(settings).show(List.of(answer));
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
