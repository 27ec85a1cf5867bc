package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes another token of a SCIM client, to follow the first. */
@Command(
        name = "token",
        description = "Makes another token of a SCIM client, so that it can follow the first without a gap: two work at"
                + " once. It is shown this once.")
final class ScimClientTokenCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    @Mixin
    private final LifeOption expires = new LifeOption();

    ScimClientTokenCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var request = Json.object().put("expires", expires.toString());
        var made = settings.gateway()
                .post("scim-clients/" + GatewayClient.path(name) + "/tokens", request)
                .orThrow()
                .json();
        return new NewCredential(settings, output).show(made, "token", "baseUrl");
    }
}
