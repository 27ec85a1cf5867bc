package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** A subject or a group as people name it: by its id, or by its whole name where that is one's alone. */
final class DirectoryName {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private DirectoryName() {}

    /** The path of the one that is meant, such as {@code subjects/ID}. */
    static String path(Settings settings, String list, String named) {
        if (ID.matcher(named).matches()) {
            return list + "/" + named;
        }
        List<JsonNode> found = settings.gateway()
                .pages(list + "?name=" + GatewayClient.path(named))
                .valueStream()
                .filter(item -> item.path("name").asText().equalsIgnoreCase(named))
                .toList();
        return switch (found.size()) {
            case 1 -> list + "/" + found.getFirst().path("id").asText();
            case 0 -> throw new CommandFailure(ExitCode.REFUSED, "nothing of " + list + " has the name " + named);
            default ->
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "several of " + list + " have the name " + named + ", so name the id:",
                        found.stream().map(DirectoryName::candidate).toList());
        };
    }

    private static String candidate(JsonNode item) {
        JsonNode source = item.path("source");
        return "  " + item.path("id").asText() + "  " + (source.isObject() ? People.from(source) : Groups.from(item));
    }
}
