package dev.gatehouse.worker;

import com.google.crypto.tink.subtle.Ed25519Sign;
import com.google.crypto.tink.subtle.Ed25519Verify;
import java.security.GeneralSecurityException;

/** A worker's lasting identity: an Ed25519 key pair (RFC 8032). The private half never leaves the worker. */
public final class IdentityKeys {
    private final byte[] seed;
    private final byte[] publicKey;

    private IdentityKeys(byte[] seed, byte[] publicKey) {
        this.seed = seed;
        this.publicKey = publicKey;
    }

    /** The pair of a 32-byte private key. */
    public static IdentityKeys ofSeed(byte[] seed) {
        try {
            return new IdentityKeys(
                    seed.clone(), Ed25519Sign.KeyPair.newKeyPairFromSeed(seed).getPublicKey());
        } catch (GeneralSecurityException failure) {
            throw new IllegalArgumentException("not an Ed25519 private key", failure);
        }
    }

    /** The public key as it travels. */
    public String publicKey() {
        return Protocol.encode(publicKey);
    }

    String sign(byte[] message) {
        try {
            return Protocol.encode(new Ed25519Sign(seed).sign(message));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("Ed25519 is there", failure);
        }
    }

    /** Whether the signature of the message is by the holder of the public key; false for anything malformed. */
    static boolean verifies(String publicKey, byte[] message, String signature) {
        try {
            new Ed25519Verify(Protocol.decode(publicKey)).verify(Protocol.decode(signature), message);
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException refused) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "IdentityKeys[" + publicKey() + "]";
    }
}
