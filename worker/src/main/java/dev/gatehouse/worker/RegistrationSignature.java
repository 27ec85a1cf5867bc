package dev.gatehouse.worker;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The identity key's signature in a registration: Ed25519 over JCS {@code {counter, identity, session}}, all three as in
 * the request. It shows that the worker holds the key it names, and that the session key is its own.
 *
 * <p>The gateway keeps the greatest counter of each identity key and refuses one that is not greater.
 */
public final class RegistrationSignature {
    private RegistrationSignature() {}

    /** Signs a registration with the session key's public half (base64url). */
    public static String make(IdentityKeys identity, long counter, String sessionKey) {
        return identity.sign(message(identity.publicKey(), counter, sessionKey));
    }

    /** Whether it is the signature of this registration by the key it names. The caller checks the counter. */
    public static boolean holds(RegisterRequest request) {
        return IdentityKeys.verifies(
                request.identityKey(),
                message(request.identityKey(), request.counter(), request.sessionKey()),
                request.signature());
    }

    private static byte[] message(String identityKey, long counter, String sessionKey) {
        return CanonicalJson.of(Map.of("identity", identityKey, "counter", counter, "session", sessionKey))
                .getBytes(StandardCharsets.UTF_8);
    }
}
