package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends maintenance. */
@Command(name = "end", description = "Ends the maintenance: what waited begins.")
final class MaintenanceEndCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    MaintenanceEndCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        MaintenanceView.show(
                settings,
                output,
                settings.gateway().delete("maintenance").orThrow().json());
        return ExitCode.DONE.number();
    }
}
