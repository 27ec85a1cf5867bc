package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The JSON Schema of a kind of rule, the same that gateways hold manifests to: what breaks it is told with its place. It knows
 * the keywords that these schemas have, and no others.
 */
final class ManifestSchema {
    private static final Set<String> WORDS = Set.of("$schema", "title", "description", "default");

    private final JsonNode schema;

    private ManifestSchema(JsonNode schema) {
        this.schema = schema;
    }

    /** The schema of a role, a role binding or a guardrail. */
    static ManifestSchema of(String kind) {
        String file = "/schema/" + kind.toLowerCase(Locale.ROOT) + ".json";
        try (InputStream text = ManifestSchema.class.getResourceAsStream(file)) {
            if (text == null) {
                throw new IllegalStateException("no schema " + file);
            }
            return new ManifestSchema(Json.parse(text.readAllBytes()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Ends the command at the first place where the document breaks the schema. */
    void hold(YamlValue document) {
        hold(document, schema);
    }

    private static void hold(YamlValue value, JsonNode schema) {
        requireType(value, schema.path("type").asText());
        schema.properties().forEach(keyword -> hold(value, keyword.getKey(), keyword.getValue(), schema));
    }

    private static void requireType(YamlValue value, String type) {
        switch (type) {
            case "object" -> value.members();
            case "array" -> value.items();
            case "integer" -> value.whole();
            case "string", "" -> value.text();
            default -> throw new IllegalStateException("a type that no rule has: " + type);
        }
    }

    private static void hold(YamlValue value, String keyword, JsonNode wanted, JsonNode schema) {
        switch (keyword) {
            case "type" -> {}
            case "properties" -> properties(value, wanted);
            case "additionalProperties" -> others(value, wanted, schema.path("properties"));
            case "required" -> wanted.forEach(name -> value.member(name.asText()));
            case "minProperties" -> require(value, value.members().size() >= wanted.asInt(), few(wanted, "members"));
            case "maxProperties" -> require(value, value.members().size() <= wanted.asInt(), many(wanted, "members"));
            case "items" -> value.items().forEach(item -> hold(item, wanted));
            case "minItems" -> require(value, value.items().size() >= wanted.asInt(), few(wanted, "items"));
            case "maxItems" -> require(value, value.items().size() <= wanted.asInt(), many(wanted, "items"));
            case "uniqueItems" -> eachOnce(value.items());
            case "const" -> require(value, value.text().equals(wanted.asText()), "this is to be " + wanted.asText());
            case "enum" -> oneOf(value, wanted);
            case "pattern" -> pattern(value, wanted.asText());
            case "minLength" -> require(value, length(value) >= wanted.asInt(), few(wanted, "characters"));
            case "maxLength" -> require(value, length(value) <= wanted.asInt(), many(wanted, "characters"));
            case "minimum" -> require(value, value.whole() >= wanted.asLong(), "this is at least " + wanted.asText());
            case "maximum" -> require(value, value.whole() <= wanted.asLong(), "this is at most " + wanted.asText());
            default -> {
                if (!WORDS.contains(keyword)) {
                    throw new IllegalStateException("a keyword that no rule's schema has: " + keyword);
                }
            }
        }
    }

    private static void properties(YamlValue value, JsonNode known) {
        value.members().forEach((name, member) -> {
            if (known.has(name)) {
                hold(member, known.path(name));
            }
        });
    }

    private static void others(YamlValue value, JsonNode wanted, JsonNode known) {
        Set<String> names = new TreeSet<>();
        known.properties().forEach(member -> names.add(member.getKey()));
        if (wanted.isObject()) {
            value.members().forEach((name, member) -> {
                if (!names.contains(name)) {
                    hold(member, wanted);
                }
            });
        } else if (!wanted.asBoolean()) {
            value.members(names);
        }
    }

    private static void eachOnce(List<YamlValue> items) {
        Set<String> seen = new HashSet<>();
        items.forEach(item -> require(item, seen.add(item.text()), "this stands in the list already"));
    }

    private static void oneOf(YamlValue value, JsonNode wanted) {
        List<String> words = wanted.valueStream().map(JsonNode::asText).toList();
        require(value, words.contains(value.text()), "this is one of " + String.join(", ", words));
    }

    private static void pattern(YamlValue value, String pattern) {
        if (!pattern.startsWith("^") || !pattern.endsWith("$")) {
            throw new IllegalStateException("a pattern of a part of a text: " + pattern);
        }
        require(value, Pattern.matches(pattern, value.text()), "this has another form: " + pattern);
    }

    private static int length(YamlValue value) {
        String text = value.text();
        return text.codePointCount(0, text.length());
    }

    private static String few(JsonNode least, String what) {
        return "there are at least " + least.asText() + " " + what + " here";
    }

    private static String many(JsonNode most, String what) {
        return "there are at most " + most.asText() + " " + what + " here";
    }

    private static void require(YamlValue value, boolean holds, String message) {
        if (!holds) {
            throw value.wrong(message);
        }
    }
}
