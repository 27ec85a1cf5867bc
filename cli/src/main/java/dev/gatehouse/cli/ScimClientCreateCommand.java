package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a SCIM client; what its identity provider needs is shown this once. */
@Command(
        name = "create",
        description =
                "Makes a SCIM client for an identity provider. Standard output's two lines are the base URL and the"
                        + " token; the token is shown this once.")
final class ScimClientCreateCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    @Mixin
    private final LifeOption expires = new LifeOption();

    ScimClientCreateCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var request = Json.object().put("name", name).put("expires", expires.toString());
        var made = settings.gateway().post("scim-clients", request).orThrow().json();
        return new NewCredential(settings, output).show(made, "token", "baseUrl");
    }
}
