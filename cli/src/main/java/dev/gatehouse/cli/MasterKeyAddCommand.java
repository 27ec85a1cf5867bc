package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes one more key for the installation's master key. */
@Command(
        name = "add",
        description = "Makes a key (--tenant system) that wraps nothing yet: at the end of the file of the gateway that"
                + " answers, which the others have to get before it is promoted.")
final class MasterKeyAddCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    MasterKeyAddCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var answer =
                settings.gateway().post("master-keys", Json.object()).orThrow().json();
        if (output.isText()) {
            settings.world().show(answer.path("id").asText());
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
