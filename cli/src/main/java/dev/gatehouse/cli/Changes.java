package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What became of resources, or would become of them, for a person. */
final class Changes {
    private Changes() {}

    /** One line for the resource, and one for each difference and each warning where there are any. */
    static void show(World world, JsonNode item) {
        String namespace = item.path("namespace").asText("");
        String name = item.path("name").asText();
        String place = namespace.isEmpty() || "root".equals(namespace) ? name : namespace + "/" + name;
        world.show("%-9s %s %s@%s"
                .formatted(
                        item.path("change").asText(),
                        item.path("kind").asText(),
                        place,
                        item.path("revision").asText()));
        differences(world, item.path("diff"));
        for (JsonNode warning : item.path("warnings")) {
            world.show("  warning: " + warning.path("code").asText() + ": "
                    + warning.path("message").asText());
        }
    }

    /** A line for each difference: added, removed or replaced, where, and with what. */
    static void differences(World world, JsonNode differences) {
        for (JsonNode each : differences) {
            String line = switch (each.path("op").asText()) {
                case "add" -> "+ " + place(each) + each.path("after");
                case "remove" -> "- " + place(each) + each.path("before");
                default -> "~ " + place(each) + each.path("before") + " -> " + each.path("after");
            };
            world.show("  " + line);
        }
    }

    private static String place(JsonNode difference) {
        return difference.path("path").asText() + ": ";
    }
}
