package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a SCIM client show no other issuer's token any more. */
@Command(
        name = "distrust",
        description = "Lets a SCIM client show no other issuer's token any more; the tokens that it got for one open"
                + " nothing from here on.")
final class ScimClientDistrustCommand implements Callable<Integer> {
    private final Settings settings;

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    ScimClientDistrustCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        settings.gateway()
                .delete("scim-clients/" + GatewayClient.path(name) + "/trust")
                .orThrow();
        return ExitCode.DONE.number();
    }
}
