package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/**
 * How what would run is shown: every string that others wrote keeps to its lines. In a text of several lines {@code |} begins
 * a line, and {@code +} goes on with the one above; where a secret is filled in, a line of its own says so at its front, where
 * no text comes to stand.
 */
final class ApprovedRun {
    /** What a person still reads; a longer file is named with its size and SHA-256. */
    private static final int LONG = 8 * 1024;

    private final Settings settings;
    private final boolean full;

    /** @param full also long files */
    ApprovedRun(Settings settings, boolean full) {
        this.settings = settings;
        this.full = full;
    }

    void show(JsonNode run) {
        line("manifest", "sha256 " + run.path("jobDigest").asText());
        line("author", run.path("author").asText());
        line("connector", run.path("connector").asText());
        line("group", run.path("workerGroup").asText());
        line("timeout", run.path("timeout").asText());
        if (run.has("queueTimeout")) {
            line("queue", "at most " + run.path("queueTimeout").asText());
        }
        line("attempts", run.path("attempts").asText());
        line("priority", run.path("priority").asText());
        document("labels", run.path("labels"));
        document("secrets", run.path("secrets"));
        if (run.has("filled")) {
            filled(run.path("filled"));
        } else {
            document("env", run.path("env"));
            settings.world()
                    .say(
                            "command, values of variables, files, standard input and inputs are shown to those who may decide");
        }
    }

    private void filled(JsonNode filled) {
        document("command", filled.path("command"));
        filled.path("env").properties().forEach(variable -> variable(variable.getKey(), variable.getValue()));
        if (filled.has("stdin")) {
            line("stdin", "");
            text(filled.path("stdin"));
        }
        filled.path("files").forEach(this::file);
        document("inputs", filled.path("inputs"));
        document("launch", filled.path("launch"));
    }

    private void variable(String name, JsonNode pieces) {
        String text =
                pieces.valueStream().map(piece -> piece.path("text").asText()).collect(Collectors.joining());
        boolean secret = pieces.valueStream().anyMatch(piece -> piece.has("secret"));
        if (secret || text.contains("\n")) {
            line("env", name);
            text(pieces);
        } else {
            line("env", name + "=" + text);
        }
    }

    private void file(JsonNode file) {
        String hash = file.has("sha256") ? "sha256 " + file.path("sha256").asText() : "and its secrets";
        line("file", file.path("path").asText() + "  " + file.path("size").asText() + " bytes  " + hash);
        if (!full && file.path("size").asInt() > LONG) {
            settings.world()
                    .say("a long file, which --full shows: " + file.path("path").asText());
        } else if (file.has("text")) {
            text(file.path("text"));
        } else {
            line("base64", file.path("base64").asText());
        }
    }

    private void text(JsonNode pieces) {
        String mark = "| ";
        for (JsonNode piece : pieces) {
            if (piece.has("secret")) {
                line("secret", mark + piece.path("secret").asText());
            } else {
                for (String text : piece.path("text").asText().split("\n", -1)) {
                    line("", mark + text);
                    mark = "| ";
                }
            }
            mark = "+ ";
        }
    }

    /** Each of its lines alone, so that what somebody wrote cannot look like one of ours. */
    private void document(String label, JsonNode value) {
        if (!value.isEmpty()) {
            String lines = Json.compact(value);
            line(label, lines.lines().findFirst().orElse(""));
            lines.lines().skip(1).forEach(rest -> line("", rest));
        }
    }

    private void line(String label, String value) {
        settings.world().show("%-10s %s".formatted(label, value));
    }
}
