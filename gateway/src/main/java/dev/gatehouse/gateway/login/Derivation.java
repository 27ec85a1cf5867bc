package dev.gatehouse.gateway.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Values that follow from a secret, each for one purpose: whoever sees one knows neither the secret nor another one. */
final class Derivation {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    private Derivation(SecretKeySpec key) {
        this.key = key;
    }

    static Derivation of(byte[] secret) {
        return new Derivation(new SecretKeySpec(secret, HMAC));
    }

    /** 43 characters of base64url for the purpose, and what it is bound to. */
    String text(String purpose, String... bound) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            for (String each : bound) {
                mac.update((byte) 0);
                mac.update(each.getBytes(StandardCharsets.UTF_8));
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + HMAC, impossible);
        }
    }

    /** Whether two texts are the same, in a time that does not tell where they differ. */
    static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Derivation[redacted]";
    }
}
