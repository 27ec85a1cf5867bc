package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How maintenance is shown. */
final class MaintenanceView {
    private MaintenanceView() {}

    static void show(Settings settings, OutputOption output, JsonNode answer) {
        if (!output.isText()) {
            settings.world().out().println(output.written(answer));
            return;
        }
        settings.world().show(answer.path("active").asBoolean() ? "in maintenance" : "no maintenance");
        for (String whose : new String[] {"installation", "tenant"}) {
            if (answer.has(whose)) {
                JsonNode each = answer.path(whose);
                settings.world()
                        .show("%-12s  %-27s  %s"
                                .formatted(
                                        whose,
                                        each.path("begunAt").asText(),
                                        each.path("message").asText()));
            }
        }
    }
}
