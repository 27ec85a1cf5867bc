package dev.gatehouse.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.erdtman.jcs.JsonCanonicalizer;

/** The verifiers' JSON: no doubled member, nothing after the end, no unknown member, and the only canonical bytes. */
final class StrictJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** The object in a file, which must be what canonicalising it gives, byte for byte. */
    static JsonNode canonical(byte[] file) throws Refused {
        JsonNode root = parse(file, "");
        byte[] again = canonicalise(file);
        int difference = Arrays.mismatch(file, again);
        if (difference >= 0) {
            throw new Refused("byte " + difference, "the file does not re-encode to the same bytes");
        }
        return root;
    }

    /** The object in the bytes; a failure is placed at a byte below the given prefix. */
    static JsonNode parse(byte[] bytes, String prefix) throws Refused {
        try {
            JsonNode root = JSON.readTree(bytes);
            if (root == null || !root.isObject()) {
                throw new Refused(prefix + "byte 0", "not a JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new Refused(prefix + "byte " + Math.min(at, bytes.length), "not well-formed JSON");
        } catch (IOException e) {
            throw new Refused(prefix + "byte 0", "not UTF-8 text");
        }
    }

    private static byte[] canonicalise(byte[] file) throws Refused {
        try {
            return new JsonCanonicalizer(new String(file, StandardCharsets.UTF_8)).getEncodedUTF8();
        } catch (IOException | RuntimeException e) {
            throw new Refused("byte 0", "the file has no canonical form");
        }
    }

    /** Refuses members that are missing or unknown. */
    static void members(JsonNode object, String place, Set<String> required, Set<String> optional) throws Refused {
        if (!object.isObject()) {
            throw new Refused(place, "not an object");
        }
        for (String name : required) {
            if (!object.has(name)) {
                throw new Refused(place + "/" + name, "missing");
            }
        }
        for (var member : object.properties()) {
            if (!required.contains(member.getKey()) && !optional.contains(member.getKey())) {
                throw new Refused(pointer(place, member.getKey()), "unknown member");
            }
        }
    }

    /** The JSON Pointer (RFC 6901) of a member whose name a stranger chose. */
    static String pointer(String place, String member) {
        return place + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    static String text(JsonNode object, String place, String member) throws Refused {
        JsonNode value = object.path(member);
        if (!value.isTextual()) {
            throw new Refused(place + "/" + member, "not a string");
        }
        return value.textValue();
    }

    static long number(JsonNode object, String place, String member) throws Refused {
        JsonNode value = object.path(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new Refused(place + "/" + member, "not a count");
        }
        return value.longValue();
    }
}
