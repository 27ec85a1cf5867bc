package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How groups are shown. */
final class Groups {
    private final Settings settings;

    Groups(Settings settings) {
        this.settings = settings;
    }

    /** A table with a line for each. */
    void list(Iterable<JsonNode> groups) {
        row("ID", "FROM", "SINCE", "NAME");
        groups.forEach(group -> row(
                group.path("id").asText(),
                from(group),
                group.path("since").asText(),
                group.path("name").asText()));
    }

    void show(JsonNode group) {
        settings.world().show(group.path("name").asText());
        line("id", group.path("id").asText());
        line("from", from(group));
        line("since", group.path("since").asText());
        line("members", group.path("members").asText("known only from the tokens that name it"));
        new Roles(settings).show(group.path("roles"));
        if (group.has("memberList")) {
            row("MEMBER", "SAID BY", "SINCE", "NAME");
            group.path("memberList")
                    .forEach(member -> row(
                            member.path("id").asText(),
                            member.path("provenance").asText(),
                            member.path("since").asText(),
                            member.path("name").asText()
                                    + (member.path("active").asBoolean() ? "" : " (inactive)")));
        }
    }

    static String from(JsonNode group) {
        return group.path("source").asText() + ":"
                + group.path("client").asText(group.path("provider").asText());
    }

    private void line(String label, String value) {
        settings.world().show("%-10s %s".formatted(label, value));
    }

    private void row(String id, String from, String since, String name) {
        settings.world().show("%-36s  %-24s  %-27s  %s".formatted(id, from, since, name));
    }
}
