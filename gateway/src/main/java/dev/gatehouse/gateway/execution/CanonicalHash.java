package dev.gatehouse.gateway.execution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** Hex SHA-256 over the canonical form (RFC 8785) of JSON: equal for documents that say the same. */
final class CanonicalHash {
    private CanonicalHash() {}

    /** Of one JSON object or array, as text. */
    static String of(String json) {
        try {
            return ofBytes(new JsonCanonicalizer(json).getEncodedUTF8());
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not canonical JSON", malformed);
        }
    }

    /** Of any text, as it is. */
    static String ofText(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of any bytes. */
    static String ofBytes(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
