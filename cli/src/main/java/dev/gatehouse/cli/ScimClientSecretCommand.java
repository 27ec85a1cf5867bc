package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a secret of a SCIM client, for identity providers that log in with OAuth's client credentials. */
@Command(
        name = "secret",
        description = "Makes a secret of a SCIM client, for identity providers that get tokens by OAuth's client"
                + " credentials: two work at once. Standard output's three lines are the token URL, the client id and"
                + " the secret, which is shown this once.")
final class ScimClientSecretCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long the secret works, as ISO 8601; a year unless it is said.")
    private Duration expires = ScimTokens.USUAL_LIFE;

    ScimClientSecretCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var request = Json.object().put("expires", expires.toString());
        JsonNode made = settings.gateway()
                .post("scim-clients/" + GatewayClient.path(name) + "/secrets", request)
                .orThrow()
                .json();
        if (output.isText()) {
            settings.world().out().println(made.path("tokenUrl").asText());
            settings.world().out().println(made.path("clientId").asText());
            settings.world().out().println(made.path("secret").asText());
            settings.world().say("secret    " + made.path("secretId").asText());
            settings.world().say("expires   " + made.path("expiresAt").asText());
        } else {
            settings.world().out().println(output.written(made));
        }
        return ExitCode.DONE.number();
    }
}
