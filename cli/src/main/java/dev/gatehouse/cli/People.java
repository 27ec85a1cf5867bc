package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How people and service accounts are shown. */
final class People {
    private final Settings settings;

    People(Settings settings) {
        this.settings = settings;
    }

    /** A table with a line for each. */
    void list(Iterable<JsonNode> subjects) {
        row("ID", "KIND", "ACTIVE", "FROM", "NAME");
        subjects.forEach(subject -> row(
                subject.path("id").asText(),
                subject.path("kind").asText(),
                active(subject),
                from(subject.path("source")),
                subject.path("name").asText()));
    }

    void show(JsonNode subject) {
        JsonNode source = subject.path("source");
        settings.world().show(subject.path("name").asText());
        line("id", subject.path("id").asText());
        line("kind", subject.path("kind").asText());
        line("active", active(subject));
        line("since", subject.path("since").asText());
        line("from", from(source));
        source.properties().stream()
                .filter(member -> !member.getKey().equals("type"))
                .forEach(member ->
                        line("", member.getKey() + " " + member.getValue().asText()));
        new Roles(settings).show(subject.path("roles"));
        subject.path("groups")
                .path("items")
                .forEach(group -> line(
                        "group",
                        group.path("name").asText() + "  " + group.path("id").asText() + "  "
                                + group.path("provenance").asText() + "  since "
                                + group.path("since").asText()));
        if (subject.path("groups").has("next")) {
            settings.world().say("there are more groups: see .../groups");
        }
        if (!subject.path("tokens").isEmpty()) {
            new Tokens(settings).show(subject.path("tokens"));
        }
        if (!subject.path("sessions").isEmpty()) {
            SessionListCommand.show(settings, subject.path("sessions"));
        }
        subject.path("accessEnds")
                .forEach(end -> line(
                        "ended",
                        end.path("startedAt").asText() + "  "
                                + end.path("reason").asText() + "  "
                                + end.path("extent").asText() + "  "
                                + end.path("state").asText()));
    }

    private static String active(JsonNode subject) {
        return subject.path("active").asBoolean() ? "yes" : "no";
    }

    static String from(JsonNode source) {
        String type = source.path("type").asText();
        return switch (type) {
            case "scim" -> "scim:" + source.path("client").asText();
            case "identity_provider" ->
                "idp:" + source.path("provider").asText(source.path("issuer").asText());
            default -> type;
        };
    }

    private void line(String label, String value) {
        settings.world().show("%-10s %s".formatted(label, value));
    }

    private void row(String id, String kind, String active, String from, String name) {
        settings.world().show("%-36s  %-15s  %-6s  %-24s  %s".formatted(id, kind, active, from, name));
    }
}
