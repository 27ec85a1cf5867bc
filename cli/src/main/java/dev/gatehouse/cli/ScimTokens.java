package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** Shows a new token of a SCIM client, with the address that goes with it. */
final class ScimTokens {
    static final Duration USUAL_LIFE = Duration.ofDays(365);

    private final Settings settings;
    private final OutputOption output;

    ScimTokens(Settings settings, OutputOption output) {
        this.settings = settings;
        this.output = output;
    }

    int show(JsonNode made) {
        if (output.isText()) {
            settings.world().out().println(made.path("baseUrl").asText());
            settings.world().out().println(made.path("token").asText());
            settings.world().say("token     " + made.path("tokenId").asText());
            settings.world().say("expires   " + made.path("expiresAt").asText());
        } else {
            settings.world().out().println(output.written(made));
        }
        return ExitCode.DONE.number();
    }
}
