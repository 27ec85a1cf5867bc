package dev.gatehouse.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long the token lives, as ISO 8601; a year unless it is said.")
    private Duration expires = ScimTokens.USUAL_LIFE;

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
        return new ScimTokens(settings, output).show(made);
    }
}
