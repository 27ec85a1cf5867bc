package dev.gatehouse.worker;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The identity key's signature that renews a session: Ed25519 over JCS {@code {counter, session, sessionKey}}. */
public final class RenewalSignature {
    private RenewalSignature() {}

    /** Signs a renewal. */
    public static String make(IdentityKeys identity, String session, long counter, String sessionKey) {
        return identity.sign(message(session, counter, sessionKey));
    }

    /** Whether it is the signature of this renewal by this public key (base64url). The caller checks the counter. */
    public static boolean holds(String identityKey, String session, long counter, String sessionKey, String signature) {
        return IdentityKeys.verifies(identityKey, message(session, counter, sessionKey), signature);
    }

    private static byte[] message(String session, long counter, String sessionKey) {
        return CanonicalJson.of(Map.of("session", session, "counter", counter, "sessionKey", sessionKey))
                .getBytes(StandardCharsets.UTF_8);
    }
}
