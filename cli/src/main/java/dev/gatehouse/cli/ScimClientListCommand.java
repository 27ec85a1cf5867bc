package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the SCIM clients there are, with the tokens that work. */
@Command(
        name = "list",
        description = "Shows the SCIM clients, and of each token and secret that works its id and its last characters.")
final class ScimClientListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    ScimClientListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        JsonNode answer = settings.gateway().get("scim-clients").orThrow().json();
        if (output.isText()) {
            answer.path("items").forEach(this::show);
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    private void show(JsonNode client) {
        settings.world().show(client.path("name").asText());
        client.path("tokens")
                .forEach(token -> settings.world()
                        .show("  " + token.path("id").asText() + "  "
                                + token.path("hint").asText() + "  until "
                                + token.path("expiresAt").asText()));
        client.path("secrets")
                .forEach(secret -> settings.world()
                        .show("  secret " + secret.path("id").asText() + "  "
                                + secret.path("hint").asText() + "  until "
                                + secret.path("expiresAt").asText()));
        if (client.path("trusts").isTextual()) {
            settings.world().show("  trusts " + client.path("trusts").asText());
        }
    }
}
