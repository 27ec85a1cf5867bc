package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.key.StartRefused;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.UUID;

/** A P-256 key pair that signs tokens with ES256 (RFC 7518, section 3.4). Immutable; it cannot be printed. */
final class SigningKey {
    private static final String CURVE = "secp256r1";

    private final UUID id;
    private final PrivateKey privateKey;
    private final ECPublicKey publicKey;

    private SigningKey(UUID id, PrivateKey privateKey, ECPublicKey publicKey) {
        this.id = id;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    static SigningKey make(UUID id, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            var pair = generator.generateKeyPair();
            return new SigningKey(id, pair.getPrivate(), (ECPublicKey) pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    /** The key of a row; refuses halves that do not belong together. */
    static SigningKey of(UUID id, byte[] encodedPrivate, byte[] encodedPublic) {
        try {
            var factory = KeyFactory.getInstance("EC");
            var key = new SigningKey(id, factory.generatePrivate(new PKCS8EncodedKeySpec(encodedPrivate)), (ECPublicKey)
                    factory.generatePublic(new X509EncodedKeySpec(encodedPublic)));
            if (!key.belongTogether()) {
                throw new StartRefused("a row of installation_key holds halves that do not belong together");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new StartRefused("a row of installation_key holds no P-256 key", e);
        }
    }

    /** Whoever can write rows and has no master key must not choose what tokens are verified with. */
    private boolean belongTogether() throws GeneralSecurityException {
        byte[] probe = {1, 2, 3};
        var signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(privateKey);
        signer.update(probe);
        byte[] signature = signer.sign();
        signer.initVerify(publicKey);
        signer.update(probe);
        return signer.verify(signature);
    }

    /** The {@code kid} of what it signs. */
    String keyId() {
        return id.toString();
    }

    UUID id() {
        return id;
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    ECPublicKey publicKey() {
        return publicKey;
    }

    @Override
    public String toString() {
        return "SigningKey[redacted]";
    }
}
