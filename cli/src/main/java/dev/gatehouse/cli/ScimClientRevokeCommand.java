package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a token of a SCIM client. */
@Command(name = "revoke", description = "Ends a token of a SCIM client: it opens nothing from here on.")
final class ScimClientRevokeCommand implements Callable<Integer> {
    private final Settings settings;

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    @Parameters(index = "1", paramLabel = "TOKEN-ID", description = "As list shows it.")
    private String token = "";

    ScimClientRevokeCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        settings.gateway()
                .delete("scim-clients/" + GatewayClient.path(name) + "/tokens/" + ShownId.of(token, "scim client list"))
                .orThrow();
        return ExitCode.DONE.number();
    }
}
