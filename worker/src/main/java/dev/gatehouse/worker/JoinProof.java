package dev.gatehouse.worker;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proof that a worker holds a join token, over the two public keys it registers: HMAC-SHA-256 under SHA-256(secret), over
 * JCS {@code {id, identity, session}}. The secret itself never travels.
 */
public final class JoinProof {
    private JoinProof() {}

    /** The key under which proofs of a join token are made: SHA-256 of its secret's UTF-8 bytes. */
    public static byte[] key(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("every Java has SHA-256", failure);
        }
    }

    /** The proof; keys as they travel (base64url). */
    public static String make(byte[] key, String joinToken, String identityKey, String sessionKey) {
        return Protocol.encode(mac(key, joinToken, identityKey, sessionKey));
    }

    /** Whether the proof is the one for these keys, compared in constant time. */
    public static boolean holds(byte[] key, String joinToken, String identityKey, String sessionKey, String proof) {
        byte[] given;
        try {
            given = Protocol.decode(proof);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        return MessageDigest.isEqual(mac(key, joinToken, identityKey, sessionKey), given);
    }

    private static byte[] mac(byte[] key, String joinToken, String identityKey, String sessionKey) {
        String text = CanonicalJson.of(Map.of("id", joinToken, "identity", identityKey, "session", sessionKey));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("every Java has HmacSHA256", failure);
        }
    }
}
