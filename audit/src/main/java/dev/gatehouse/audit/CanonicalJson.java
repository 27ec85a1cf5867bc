package dev.gatehouse.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/** RFC 8785 encoding of JSON values. */
final class CanonicalJson {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private CanonicalJson() {}

    static byte[] encode(Object value) {
        return utf8(text(value));
    }

    /**
     * The value's canonical text.
     *
     * @throws AuditException.Unencodable when there is none: an infinite number, half a surrogate pair
     */
    static String text(Object value) {
        try {
            // The library takes objects and arrays only, so a scalar travels as the only element of an array.
            String wrapped = new JsonCanonicalizer("[" + JSON.writeValueAsString(value) + "]").getEncodedString();
            String text = wrapped.substring(1, wrapped.length() - 1);
            utf8(text);
            return text;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value", e);
        } catch (IOException | NumberFormatException e) {
            throw new AuditException.Unencodable(e);
        }
    }

    static JsonNode read(String canonical) {
        try {
            return JSON.readTree(canonical);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON text", e);
        }
    }

    static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new AuditException.Unencodable(e);
        }
    }
}
