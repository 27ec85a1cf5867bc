package dev.gatehouse.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** A job's inputs as they are written on a command line. */
final class Inputs {
    private Inputs() {}

    /**
     * The object of {@code name=value} words over the given ones. A value that is JSON (a number, {@code true},
     * {@code null}, an object, an array, a quoted string) is taken as that, anything else as the string it is; so
     * {@code day=2024-01-01} and {@code id=007} are strings, {@code count=7} is a number and {@code zip="12345"}, with
     * the quotes, a string again.
     */
    static ObjectNode over(ObjectNode given, List<String> words) {
        var inputs = given.deepCopy();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw CommandFailure.usage("an input is name=value, not: " + word);
            }
            inputs.set(word.substring(0, equals), value(word.substring(equals + 1)));
        }
        return inputs;
    }

    private static JsonNode value(String text) {
        try {
            JsonNode parsed = Json.parse(text);
            return parsed.isMissingNode() ? TextNode.valueOf(text) : parsed;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
