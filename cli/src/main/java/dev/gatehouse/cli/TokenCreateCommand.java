package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a service account with a binding and a token; the token is shown this once. */
@Command(
        name = "create",
        description = "Makes a service account with a role on a namespace, and a token for it. The token is standard"
                + " output's only line, and is shown this once.")
final class TokenCreateCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--for", required = true, paramLabel = "NAME", description = "The service account's name.")
    private String account = "";

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "Owner, Launcher or a declared role.")
    private String role = "";

    @Option(names = "--namespace", paramLabel = "NAMESPACE", description = "Where the role holds, with all below it.")
    private String namespace = "root";

    @Option(
            names = "--expires",
            required = true,
            paramLabel = "DURATION",
            description = "How long the token lives, as ISO 8601: PT8H, P30D.")
    private Duration expires = Duration.ZERO;

    TokenCreateCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var request = Json.object()
                .put("for", account)
                .put("role", role)
                .put("namespace", namespace)
                .put("expires", expires.toString());
        JsonNode answer = settings.gateway().post("tokens", request).orThrow().json();
        if (output.isText()) {
            settings.world().out().println(answer.path("token").asText());
            settings.world().say("expires   " + answer.path("expiresAt").asText());
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}
