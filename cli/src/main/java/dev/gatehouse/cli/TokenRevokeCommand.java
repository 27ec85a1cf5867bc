package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a token. */
@Command(name = "revoke", description = "Ends a token at once and for ever.")
final class TokenRevokeCommand implements Callable<Integer> {
    private final Settings settings;

    @Parameters(index = "0", paramLabel = "ID", description = "As token list shows it; never the token itself.")
    private String id = "";

    TokenRevokeCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        settings.gateway()
                .delete("tokens/" + GatewayClient.path(ShownId.of(id, "token list")))
                .orThrow();
        settings.world().say("revoked   " + id);
        return ExitCode.DONE.number();
    }
}
