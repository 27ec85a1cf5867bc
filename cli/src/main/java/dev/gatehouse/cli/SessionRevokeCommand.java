package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Logs a browser out. */
@Command(name = "revoke", description = "Logs a browser out at once; what its owner has begun goes on.")
final class SessionRevokeCommand implements Callable<Integer> {
    private final Settings settings;

    @Parameters(index = "0", paramLabel = "ID", description = "As session list shows it.")
    private String id = "";

    SessionRevokeCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        settings.gateway()
                .delete("sessions/" + GatewayClient.path(ShownId.of(id, "session list")))
                .orThrow();
        settings.world().say("revoked   " + id);
        return ExitCode.DONE.number();
    }
}
