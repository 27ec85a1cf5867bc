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
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.erdtman.jcs.NumberToJSON;
import org.jspecify.annotations.Nullable;

/** RFC 8785 encoding of JSON values, written in one pass: strings, numbers, booleans, lists and maps of these. */
final class CanonicalJson {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final long LARGEST_EXACT = 1L << 53;

    private final StringBuilder text = new StringBuilder(256);

    private CanonicalJson() {}

    static byte[] encode(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The value's canonical text, which is well-formed Unicode.
     *
     * @throws AuditException.Unencodable when there is none: an infinite number, half a surrogate pair
     */
    static String text(Object value) {
        var canonical = new CanonicalJson();
        canonical.write(value);
        return canonical.text.toString();
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

    private void write(@Nullable Object value) {
        switch (value) {
            case null -> text.append("null");
            case String string -> string(string);
            case Boolean bool -> text.append(bool.booleanValue());
            case Number number -> number(number);
            case Map<?, ?> members -> object(members);
            case Collection<?> elements -> array(elements);
            case JsonNode node -> write(JSON.convertValue(node, Object.class));
            default -> throw new IllegalArgumentException("not a JSON value: a " + value.getClass());
        }
    }

    /** Members in the order of their names' UTF-16 code units (section 3.2.3), which is Java's order of strings. */
    private void object(Map<?, ?> members) {
        String[] names = members.keySet().toArray(String[]::new);
        Arrays.sort(names);
        text.append('{');
        for (String name : names) {
            separate('{');
            string(name);
            text.append(':');
            write(members.get(name));
        }
        text.append('}');
    }

    private void array(Collection<?> elements) {
        text.append('[');
        for (Object element : elements) {
            separate('[');
            write(element);
        }
        text.append(']');
    }

    /** A comma, except behind the bracket that opens: no value ends with one. */
    private void separate(char opening) {
        if (text.charAt(text.length() - 1) != opening) {
            text.append(',');
        }
    }

    /** As ECMAScript writes a double (section 3.2.2.3); an exact whole number has no other form than its digits. */
    private void number(Number number) {
        long whole = number.longValue();
        if ((number instanceof Integer || number instanceof Long)
                && -LARGEST_EXACT <= whole
                && whole <= LARGEST_EXACT) {
            text.append(whole);
            return;
        }
        try {
            text.append(NumberToJSON.serializeNumber(Double.parseDouble(number.toString())));
        } catch (IOException e) {
            throw new AuditException.Unencodable(e);
        }
    }

    private void string(String string) {
        text.append('"');
        int plain = 0;
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                text.append(string, plain, i);
                escape(c);
                plain = i + 1;
            } else if (Character.isSurrogate(c)) {
                requirePair(string, i);
                i++;
            }
        }
        text.append(string, plain, string.length()).append('"');
    }

    private static void requirePair(String string, int at) {
        if (at + 1 == string.length() || !Character.isSurrogatePair(string.charAt(at), string.charAt(at + 1))) {
            throw new AuditException.Unencodable(new CharacterCodingException());
        }
    }

    private void escape(char c) {
        switch (c) {
            case '\b' -> text.append("\\b");
            case '\t' -> text.append("\\t");
            case '\n' -> text.append("\\n");
            case '\f' -> text.append("\\f");
            case '\r' -> text.append("\\r");
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            default ->
                text.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        }
    }
}
