package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows how one SCIM client does. */
@Command(name = "show", description = "Shows one SCIM client: its last sync, what it has made, and its last errors.")
final class ScimClientShowCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    ScimClientShowCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        JsonNode view = settings.gateway()
                .get("scim-clients/" + GatewayClient.path(name))
                .orThrow()
                .json();
        if (output.isText()) {
            show(view);
        } else {
            settings.world().out().println(output.written(view));
        }
        return ExitCode.DONE.number();
    }

    private void show(JsonNode client) {
        say("name", client.path("name").asText());
        say("last sync", client.path("lastSyncAt").asText("-"));
        JsonNode activity = client.path("activity");
        if (!activity.isMissingNode()) {
            say(
                    "requests",
                    "%s, %s of them failed, since %s"
                            .formatted(
                                    activity.path("requests").asText(),
                                    activity.path("errors").asText(),
                                    activity.path("since").asText()));
        }
        JsonNode counts = client.path("counts");
        if (!counts.isMissingNode()) {
            say(
                    "users",
                    "%s active, %s inactive, %s deleted"
                            .formatted(
                                    counts.path("usersActive").asText(),
                                    counts.path("usersInactive").asText(),
                                    counts.path("usersDeleted").asText()));
            say(
                    "groups",
                    "%s with %s memberships (counted %s)"
                            .formatted(
                                    counts.path("groups").asText(),
                                    counts.path("memberships").asText(),
                                    counts.path("countedAt").asText()));
        }
        client.path("tokens")
                .forEach(token -> say(
                        "token",
                        "%s  %s  until %s"
                                .formatted(
                                        token.path("id").asText(),
                                        token.path("hint").asText(),
                                        token.path("expiresAt").asText())));
        client.path("lastErrors")
                .forEach(error -> say(
                        "error",
                        "%s  %s  %s %s  %s %s  %s"
                                .formatted(
                                        error.path("at").asText(),
                                        error.path("requestId").asText(),
                                        error.path("method").asText(),
                                        error.path("route").asText(),
                                        error.path("status").asText(),
                                        error.path("scimType").asText("-"),
                                        error.path("detail").asText())));
    }

    private void say(String label, String text) {
        settings.world().show("%-10s %s".formatted(label, text));
    }
}
