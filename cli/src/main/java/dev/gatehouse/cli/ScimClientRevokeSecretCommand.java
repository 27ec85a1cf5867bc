package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a secret of a SCIM client. */
@Command(
        name = "revoke-secret",
        description = "Ends a secret of a SCIM client, and the tokens that it gave: they open nothing from here on.")
final class ScimClientRevokeSecretCommand implements Callable<Integer> {
    private final Settings settings;

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    @Parameters(index = "1", paramLabel = "SECRET-ID", description = "As list shows it.")
    private String secret = "";

    ScimClientRevokeSecretCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        settings.gateway()
                .delete("scim-clients/" + GatewayClient.path(name) + "/secrets/"
                        + ShownId.of(secret, "scim client list"))
                .orThrow();
        return ExitCode.DONE.number();
    }
}
