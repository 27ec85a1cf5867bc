package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The command line's writing of YAML 1.2 (core schema), which reads back as the very JSON it was. */
final class Yaml {
    /** Long enough for no line to be broken by it. */
    private static final int WIDTH = 1_000_000;

    /** Characters that break lines for YAML and are not seen to do so; a document with one is written in ASCII. */
    private static final Pattern UNSEEN = Pattern.compile("[\\u0085\\u2028\\u2029\\ufeff]");

    private Yaml() {}

    /** One document without its marker and its last line end. */
    static String written(JsonNode document) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSchema(new CoreSchema())
                .setWidth(WIDTH)
                .setDereferenceAliases(true)
                .setUseUnicodeEncoding(!UNSEEN.matcher(document.toString()).find())
                .build();
        String text = new Dump(settings).dumpToString(value(document));
        return text.substring(0, text.length() - 1);
    }

    /** Several documents, as a manifest has them. */
    static String written(List<JsonNode> documents) {
        return String.join("\n---\n", documents.stream().map(Yaml::written).toList());
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var members = new LinkedHashMap<String, @Nullable Object>();
                object.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
                yield members;
            }
            case ArrayNode array -> {
                var elements = new ArrayList<@Nullable Object>();
                array.forEach(element -> elements.add(value(element)));
                yield elements;
            }
            case JsonNode whole when whole.isIntegralNumber() -> whole.bigIntegerValue();
            case JsonNode number when number.isNumber() -> number.doubleValue();
            case JsonNode truth when truth.isBoolean() -> truth.booleanValue();
            case JsonNode text when text.isTextual() -> text.textValue();
            case JsonNode _ -> null;
        };
    }
}
