package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows how it stands with the installation's master key. */
@Command(
        name = "list",
        description =
                "Shows the keys of the installation's master key (--tenant system), which one wraps, and how many rows"
                        + " each has wrapped. No key itself is shown.")
final class MasterKeyListCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    MasterKeyListCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        JsonNode answer = settings.gateway().get("master-keys").orThrow().json();
        if (output.isText()) {
            show(answer);
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    private void show(JsonNode answer) {
        String gateways = answer.path("gateways").asText();
        row("KEY", "", "ROWS", "GATEWAYS", "PLACE", "PROMOTED");
        for (JsonNode key : answer.path("items")) {
            row(
                    key.path("id").asText(),
                    state(key),
                    key.path("rows").asText(),
                    key.path("gateways").asText() + " of " + gateways,
                    key.path("place").asText("-"),
                    key.path("promotedAt").asText("-"));
        }
    }

    private static String state(JsonNode key) {
        if (!key.path("current").asBoolean()) {
            return "";
        }
        return key.has("finishedAt") ? "wraps" : "rotating";
    }

    private void row(String id, String state, String rows, String gateways, String place, String promoted) {
        settings.world().show("%-16s  %-8s  %8s  %-9s  %-7s  %s".formatted(id, state, rows, gateways, place, promoted));
    }
}
