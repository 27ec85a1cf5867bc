package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows what a SCIM client opens its door with, new and this once, with the addresses that go with it. */
final class NewCredential {
    private final Settings settings;
    private final OutputOption output;

    NewCredential(Settings settings, OutputOption output) {
        this.settings = settings;
        this.output = output;
    }

    /**
     * Shows it.
     *
     * @param made the answer that has it
     * @param kind {@code token} or {@code secret}
     * @param beside the members of the answer that stand before it
     */
    int show(JsonNode made, String kind, String... beside) {
        if (output.isText()) {
            for (String each : beside) {
                settings.world().show(made.path(each).asText());
            }
            settings.world().show(made.path(kind).asText());
            settings.world()
                    .say("%-9s %s".formatted(kind, made.path(kind + "Id").asText()));
            settings.world().say("expires   " + made.path("expiresAt").asText());
        } else {
            settings.world().out().println(output.written(made));
        }
        return ExitCode.DONE.number();
    }
}
