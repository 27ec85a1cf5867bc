package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows whether there is maintenance. */
@Command(name = "show", description = "Shows whether the tenant, or the whole installation, is in maintenance.")
final class MaintenanceShowCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    MaintenanceShowCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        MaintenanceView.show(
                settings,
                output,
                settings.gateway().get("maintenance").orThrow().json());
        return ExitCode.DONE.number();
    }
}
