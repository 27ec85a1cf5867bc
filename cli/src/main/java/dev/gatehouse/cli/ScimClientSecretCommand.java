package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final LifeOption expires = new LifeOption();

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
        return new NewCredential(settings, output).show(made, "secret", "tokenUrl", "clientId");
    }
}
