package dev.gatehouse.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which build this is. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    VersionCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String version = Optional.ofNullable(Gatehouse.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
        settings.world()
                .out()
                .println(
                        output.isText()
                                ? "gatehouse " + version
                                : output.written(Json.object().put("version", version)));
        return ExitCode.DONE.number();
    }
}
