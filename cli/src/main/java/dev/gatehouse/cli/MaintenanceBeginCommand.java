package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Begins maintenance. */
@Command(
        name = "begin",
        description = "Begins the tenant's maintenance (--tenant system: everybody's): nothing is accepted and nothing"
                + " begins; what runs goes on, and what waits keeps waiting.")
final class MaintenanceBeginCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "MESSAGE", description = "What those hear who are refused meanwhile.")
    private String message = "";

    MaintenanceBeginCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var answer = settings.gateway()
                .put("maintenance", Json.object().put("message", message))
                .orThrow();
        MaintenanceView.show(settings, output, answer.json());
        return ExitCode.DONE.number();
    }
}
