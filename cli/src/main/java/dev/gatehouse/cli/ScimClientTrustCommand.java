package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a SCIM client show another issuer's token in place of a secret. */
@Command(
        name = "trust",
        description = "Lets a SCIM client show another issuer's token in place of a secret: one whose issuer, audience"
                + " and subject are these, letter by letter. Standard output's two lines are the token URL and the"
                + " client id.")
final class ScimClientTrustCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    @Option(names = "--issuer", paramLabel = "URL", required = true, description = "The token's iss.")
    private String issuer = "";

    @Option(names = "--audience", paramLabel = "TEXT", required = true, description = "The token's aud.")
    private String audience = "";

    @Option(names = "--subject", paramLabel = "TEXT", required = true, description = "The token's sub.")
    private String subject = "";

    @Option(
            names = "--jwks-uri",
            paramLabel = "URL",
            description = "Where the issuer's keys are, if its metadata does not say so.")
    private String keys = "";

    ScimClientTrustCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        ObjectNode request =
                Json.object().put("issuer", issuer).put("audience", audience).put("subject", subject);
        if (!keys.isEmpty()) {
            request.put("jwksUri", keys);
        }
        JsonNode answer = settings.gateway()
                .put("scim-clients/" + GatewayClient.path(name) + "/trust", request)
                .orThrow()
                .json();
        if (output.isText()) {
            settings.world().show(answer.path("tokenUrl").asText());
            settings.world().show(answer.path("clientId").asText());
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
