package dev.gatehouse.gateway.key;

import dev.gatehouse.audit.LogKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** The Ed25519 key that signs checkpoints. Thread-safe; the private half is lent once, to be wrapped. */
public final class InstallationLogKey implements LogKey {
    static final int RAW_BYTES = 32;

    /** What X.509 writes before the raw bytes of an Ed25519 public key (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final UUID id;
    private final PrivateKey privateKey;
    private final byte[] publicKey;

    private InstallationLogKey(UUID id, PrivateKey privateKey, byte[] publicKey) {
        this.id = id;
        this.privateKey = privateKey;
        this.publicKey = publicKey.clone();
    }

    /** A new key, and its seed for the caller to wrap and wipe. */
    static final class Made {
        private final InstallationLogKey key;
        private final byte[] seed;

        private Made(InstallationLogKey key, byte[] seed) {
            this.key = key;
            this.seed = seed;
        }

        InstallationLogKey key() {
            return key;
        }

        /** The very bytes, for the caller to wipe. */
        byte[] seed() {
            return seed;
        }
    }

    static Made make(UUID id, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            var pair = generator.generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] raw = Arrays.copyOfRange(encoded, encoded.length - RAW_BYTES, encoded.length);
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            return new Made(new InstallationLogKey(id, pair.getPrivate(), raw), seed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /** The key of a row; refuses halves that do not belong together. */
    static InstallationLogKey of(UUID id, byte[] seed, byte[] publicKey) {
        try {
            var privateKey = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            var key = new InstallationLogKey(id, privateKey, publicKey);
            if (!key.belongTogether()) {
                throw new StartRefused("a row of installation_key holds halves that do not belong together");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new StartRefused("a row of installation_key holds no Ed25519 key", e);
        }
    }

    private boolean belongTogether() throws GeneralSecurityException {
        byte[] probe = {1, 2, 3};
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + RAW_BYTES);
        System.arraycopy(publicKey, 0, encoded, X509_PREFIX.length, RAW_BYTES);
        var verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(probe);
        return verifier.verify(sign(probe));
    }

    public UUID id() {
        return id;
    }

    /** Hex SHA-256 of the raw public half. */
    public String publicKeyDigest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(publicKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(privateKey);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with Ed25519", e);
        }
    }

    @Override
    public String toString() {
        return "InstallationLogKey[redacted]";
    }
}
