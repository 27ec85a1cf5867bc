package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** How tokens are shown. */
final class Tokens {
    private final Settings settings;

    Tokens(Settings settings) {
        this.settings = settings;
    }

    /** A new one: the token is the only line of standard output. */
    void made(JsonNode answer, OutputOption output) {
        if (output.isText()) {
            settings.world().show(answer.path("token").asText());
            settings.world().say("expires   " + answer.path("expiresAt").asText());
            if (answer.has("oldEndsAt")) {
                settings.world().say("old ends  " + answer.path("oldEndsAt").asText());
            }
        } else {
            settings.world().out().println(output.written(answer));
        }
    }

    /** A table with a line for each. */
    void show(Iterable<JsonNode> tokens) {
        row("ID", "HINT", "EXPIRES", "LAST USED", "FOR", "NAME", "LEAVES");
        tokens.forEach(token -> row(
                token.path("id").asText(),
                token.path("hint").asText(),
                token.has("revokedAt") ? "revoked" : token.path("expiresAt").asText(),
                token.path("lastUsedAt").asText("-"),
                token.path("for").asText(),
                token.path("name").asText("-"),
                scope(token)));
    }

    private static String scope(JsonNode token) {
        return token.has("permissions")
                ? token.path("permissions").valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                        + " in " + token.path("namespace").asText()
                : "all";
    }

    private void row(String id, String hint, String expires, String used, String owner, String name, String scope) {
        settings.world()
                .show("%-36s  %-9s  %-24s  %-24s  %-20s  %-20s  %s"
                        .formatted(id, hint, expires, used, owner, name, scope));
    }
}
