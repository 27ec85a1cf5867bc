package dev.gatehouse.gateway.workers;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/** The public keys that a worker brings, checked before anything is sealed to one. */
final class PublicKeys {
    private static final int LENGTH = 32;

    private PublicKeys() {}

    /** An Ed25519 key's bytes; whether it is a point shows when a signature is checked under it. */
    static byte[] identity(@Nullable String text, String pointer) {
        return Shape.bytes(text, LENGTH, pointer);
    }

    /** An X25519 key's bytes; a key of small order would seal to everybody and is refused (RFC 7748, section 6.1). */
    static byte[] session(@Nullable String text, String pointer) {
        byte[] raw = Shape.bytes(text, LENGTH, pointer);
        if (!agrees(raw)) {
            throw Shape.wrong(pointer, "not an X25519 public key");
        }
        return raw;
    }

    private static boolean agrees(byte[] raw) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(
                    KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate());
            agreement.doPhase(key(raw), true);
            agreement.generateSecret();
            return true;
        } catch (InvalidKeyException | IllegalStateException smallOrder) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has X25519", impossible);
        }
    }

    private static PublicKey key(byte[] raw) throws GeneralSecurityException {
        byte[] bigEndian = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bigEndian[i] = raw[LENGTH - 1 - i];
        }
        bigEndian[0] &= 0x7f;
        return KeyFactory.getInstance("X25519")
                .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
    }
}
