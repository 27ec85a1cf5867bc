package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads and writes the bodies of this door: bounded in depth and in parts, and no member twice, in whatever case. */
final class ScimJson {
    /** The media type of SCIM (RFC 7644, section 3.1); plain JSON is taken and given as well. */
    static final String MEDIA_TYPE = "application/scim+json";

    private static final int DEEPEST = 32;
    private static final int LONGEST_TEXT = 1 << 20;

    /** Enough for as many members as a request may name, each with all of its attributes; a bound of the tree's memory. */
    private static final long MOST_TOKENS = 2_000_000;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ScimJson() {}

    /** The object that a body is. */
    static ObjectNode object(byte @Nullable [] body) {
        try {
            JsonNode read = body == null ? null : JSON.readTree(body);
            if (read instanceof ObjectNode object && isClear(object)) {
                return object;
            }
        } catch (StreamConstraintsException _) {
            throw ScimFailure.of(
                    ErrorType.INVALID_SYNTAX,
                    "The body has a text of more than " + LONGEST_TEXT + " characters, a number of more than "
                            + StreamReadConstraints.DEFAULT_MAX_NUM_LEN + " digits, more than " + DEEPEST
                            + " levels or more than " + MOST_TOKENS + " parts.");
        } catch (IOException _) {
            // said below; what is wrong with it may quote the body
        }
        throw ScimFailure.of(ErrorType.INVALID_SYNTAX, "The body is not a JSON object that can be read.");
    }

    /** Whether no object has two members of one name: attributes' names are equal in any case (RFC 7643, section 2.1). */
    private static boolean isClear(JsonNode node) {
        if (node.isObject() && node.size() > 1) {
            var names = new HashSet<String>();
            for (var member : node.properties()) {
                if (!names.add(member.getKey().toLowerCase(Locale.ROOT))) {
                    return false;
                }
            }
        }
        return node.isValueNode() || node.valueStream().allMatch(ScimJson::isClear);
    }

    static String text(JsonNode document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that is not JSON", e);
        }
    }
}
