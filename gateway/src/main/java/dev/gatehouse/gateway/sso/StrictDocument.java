package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.StorableText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads one JSON object of a stranger's: no member twice (RFC 8725, section 2.4), nothing behind it, little depth, and no text
 * that is none (RFC 7493, section 2.1) or has U+0000 in it: what it says is stored.
 */
final class StrictDocument {
    private static final int DEEPEST = 16;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(40)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictDocument() {}

    static Optional<ObjectNode> read(String text) {
        try {
            JsonNode document = MAPPER.readTree(text);
            return document instanceof ObjectNode object && isStorable(object) ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static boolean isStorable(JsonNode node) {
        return (!node.isTextual() || StorableText.isStorable(node.textValue()))
                && node.propertyStream().allMatch(member -> StorableText.isStorable(member.getKey()))
                && node.valueStream().allMatch(StrictDocument::isStorable);
    }

    /** The same of bytes, which have to be UTF-8. */
    static Optional<ObjectNode> read(byte[] bytes) {
        try {
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
