package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;

/** How kill switches are shown. */
final class KillSwitches {
    private final Settings settings;

    KillSwitches(Settings settings) {
        this.settings = settings;
    }

    /** A table with a line for each. */
    void show(Iterable<JsonNode> switches) {
        row("ID", "LEVEL", "STATE", "SET", "ENDED", "STOPS", "REASON");
        switches.forEach(each -> row(
                each.path("id").asText(),
                each.path("level").asText(),
                state(each),
                each.path("setAt").asText(),
                ended(each),
                extent(each.path("extent")),
                each.path("reason").asText()));
    }

    private static String state(JsonNode each) {
        if (each.has("liftedAt")) {
            return each.has("liftedBy") ? "lifted" : "expired";
        }
        return each.has("expiresAt") ? "until " + each.path("expiresAt").asText() : "in force";
    }

    private static String extent(JsonNode extent) {
        return extent.properties().stream()
                .map(member -> member.getValue().isBoolean()
                        ? member.getKey()
                        : member.getKey() + " " + member.getValue().asText())
                .collect(Collectors.joining());
    }

    /** With a mark while there is more to end. */
    private static String ended(JsonNode each) {
        String counts = each.path("ended").properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(count -> count.getValue().asText() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return each.path("done").asBoolean() ? counts : (counts + " ...").strip();
    }

    private void row(String id, String level, String state, String set, String ended, String stops, String reason) {
        settings.world()
                .show("%-36s  %-5s  %-33s  %-27s  %-24s  %-40s  %s"
                        .formatted(id, level, state, set, ended, stops, reason));
    }
}
