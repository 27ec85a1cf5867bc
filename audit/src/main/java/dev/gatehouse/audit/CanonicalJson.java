package dev.gatehouse.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/** The writer's RFC 8785 encoding of JSON values. */
final class CanonicalJson {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private CanonicalJson() {}

    static byte[] encode(Object value) {
        return utf8(text(value));
    }

    static String text(Object value) {
        try {
            // The library takes objects and arrays only, so a scalar travels as the only element of an array.
            String wrapped = new JsonCanonicalizer("[" + JSON.writeValueAsString(value) + "]").getEncodedString();
            return wrapped.substring(1, wrapped.length() - 1);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("JSON without a canonical form", e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
