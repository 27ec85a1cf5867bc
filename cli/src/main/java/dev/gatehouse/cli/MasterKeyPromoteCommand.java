package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has another key of the installation's master key wrap. */
@Command(
        name = "promote",
        description =
                "Has a key (--tenant system) wrap all from now on, and everything be wrapped anew; every gateway must"
                        + " know it. masterkey list shows how far that is.")
final class MasterKeyPromoteCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key's id, of sixteen hexadecimal digits.")
    private String key = "";

    MasterKeyPromoteCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        // Whoever mistakes the key itself for its id does not send it: addresses end up in logs.
        if (!key.matches("[0-9a-f]{16}")) {
            throw CommandFailure.usage("that is not the id of a key: masterkey list shows them");
        }
        var answer = settings.gateway()
                .post("master-keys/" + key + "/promote", Json.object())
                .orThrow()
                .json();
        if (output.isText()) {
            settings.world().say("promoted  " + key);
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
