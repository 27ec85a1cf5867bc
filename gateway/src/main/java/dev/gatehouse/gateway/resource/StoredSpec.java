package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * A spec as it is stored: names are ids, files are inlined.
 *
 * @param digest lower-case hex SHA-256 of its canonical form (RFC 8785)
 */
record StoredSpec(String json, String digest) {
    static StoredSpec of(JsonNode spec) {
        String json = spec.toString();
        try {
            byte[] canonical = new JsonCanonicalizer(json).getEncodedUTF8();
            return new StoredSpec(
                    json,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical)));
        } catch (IOException outOfBounds) {
            throw new IllegalArgumentException("a spec without a canonical form", outOfBounds);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
