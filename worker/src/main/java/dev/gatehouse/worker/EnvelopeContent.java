package dev.gatehouse.worker;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an envelope holds in clear: JCS {@code {name: base64url}}. Written and read as bytes, so that no value ever
 * becomes a string that cannot be wiped.
 */
final class EnvelopeContent {
    private EnvelopeContent() {}

    static byte[] write(Map<String, SecretValue> values) {
        // RFC 8785 orders names by their UTF-16 code units, which is the natural order of strings here.
        TreeMap<String, SecretValue> ordered = new TreeMap<>(values);
        WipedBytes out = new WipedBytes();
        byte separator = '{';
        for (Map.Entry<String, SecretValue> entry : ordered.entrySet()) {
            out.write(new byte[] {separator});
            out.write(name(entry.getKey()));
            out.write(new byte[] {':', '"'});
            byte[] text = entry.getValue().expose(Base64.getUrlEncoder().withoutPadding()::encode);
            out.write(text);
            Arrays.fill(text, (byte) 0);
            out.write(new byte[] {'"'});
            separator = ',';
        }
        out.write(ordered.isEmpty() ? new byte[] {'{', '}'} : new byte[] {'}'});
        return out.take();
    }

    static Map<String, SecretValue> read(byte[] clear) {
        Map<String, SecretValue> values = new LinkedHashMap<>();
        try (JsonParser parser = Protocol.mapper().createParser(clear)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new EnvelopeRefused();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                values.put(name, SecretValue.taking(parser.getBinaryValue(Base64Variants.MODIFIED_FOR_URL)));
            }
            return values;
        } catch (IOException malformed) {
            values.values().forEach(SecretValue::close);
            throw new EnvelopeRefused();
        }
    }

    private static byte[] name(String name) {
        String array = CanonicalJson.of(List.of(name));
        return array.substring(1, array.length() - 1).getBytes(StandardCharsets.UTF_8);
    }

    /** A growing buffer that leaves no copy of what it held behind. */
    private static final class WipedBytes {
        private byte[] bytes = new byte[256];
        private int size;

        void write(byte[] more) {
            if (size + more.length > bytes.length) {
                byte[] larger = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more.length));
                Arrays.fill(bytes, (byte) 0);
                bytes = larger;
            }
            System.arraycopy(more, 0, bytes, size, more.length);
            size += more.length;
        }

        byte[] take() {
            byte[] taken = Arrays.copyOf(bytes, size);
            Arrays.fill(bytes, (byte) 0);
            return taken;
        }
    }
}
