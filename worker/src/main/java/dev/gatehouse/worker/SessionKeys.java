package dev.gatehouse.worker;

import com.google.crypto.tink.subtle.X25519;
import java.security.InvalidKeyException;

/** A session's X25519 key pair, to whose public half envelopes are sealed. It lives in memory and ends with the session. */
public final class SessionKeys {
    private final byte[] privateKey;
    private final byte[] publicKey;

    private SessionKeys(byte[] privateKey, byte[] publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A fresh pair. */
    public static SessionKeys generate() {
        return ofPrivate(X25519.generatePrivateKey());
    }

    /** The pair of a 32-byte private key. */
    public static SessionKeys ofPrivate(byte[] privateKey) {
        try {
            return new SessionKeys(privateKey.clone(), X25519.publicFromPrivate(privateKey));
        } catch (InvalidKeyException failure) {
            throw new IllegalArgumentException("not an X25519 private key", failure);
        }
    }

    /** The public key as it travels. */
    public String publicKey() {
        return Protocol.encode(publicKey);
    }

    byte[] rawPublic() {
        return publicKey.clone();
    }

    byte[] rawPrivate() {
        return privateKey.clone();
    }

    @Override
    public String toString() {
        return "SessionKeys[" + publicKey() + "]";
    }
}
