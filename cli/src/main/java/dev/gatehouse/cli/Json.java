package dev.gatehouse.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;

/** The command line's reading and writing of JSON: numbers keep every digit, a member named twice is an error. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    static JsonNode parse(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }

    static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** For a person: an object or array of nothing but plain values takes one line. */
    static String compact(JsonNode node) {
        return compact(node, "\n");
    }

    private static String compact(JsonNode node, String line) {
        String inner = line + "  ";
        return switch (node) {
            case JsonNode flat
            when flat.valueStream().noneMatch(JsonNode::isContainerNode) -> write(MAPPER.writer(), flat);
            case ObjectNode object ->
                object.properties().stream()
                        .map(member -> write(MAPPER.writer(), TextNode.valueOf(member.getKey())) + ": "
                                + compact(member.getValue(), inner))
                        .collect(Collectors.joining("," + inner, "{" + inner, line + "}"));
            case JsonNode array ->
                array.valueStream()
                        .map(element -> compact(element, inner))
                        .collect(Collectors.joining("," + inner, "[" + inner, line + "]"));
        };
    }

    static String pretty(JsonNode node) {
        return write(MAPPER.writerWithDefaultPrettyPrinter(), node);
    }

    private static String write(ObjectWriter writer, JsonNode node) {
        try {
            return writer.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
