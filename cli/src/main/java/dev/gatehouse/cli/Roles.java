package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How the roles are shown that a subject or a group holds, and why. */
final class Roles {
    private final Settings settings;

    Roles(Settings settings) {
        this.settings = settings;
    }

    /** A table with a line for each, if there are any. */
    void show(JsonNode page) {
        if (page.path("items").isEmpty()) {
            return;
        }
        row("ROLE", "IN", "BY", "THROUGH");
        page.path("items")
                .forEach(held -> row(
                        held.path("role").asText(),
                        held.path("namespace").asText(),
                        held.path("by").path("kind").asText() + "/"
                                + held.path("by").path("name").asText(),
                        through(held)));
        if (page.has("next")) {
            settings.world().say("there are more roles: see .../roles");
        }
    }

    private static String through(JsonNode held) {
        JsonNode group = held.path("group");
        return group.isMissingNode()
                ? "-"
                : group.path("name").asText(group.path("id").asText());
    }

    private void row(String role, String namespace, String by, String through) {
        settings.world().show("%-20s  %-24s  %-40s  %s".formatted(role, namespace, by, through));
    }
}
