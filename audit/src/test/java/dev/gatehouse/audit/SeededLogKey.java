package dev.gatehouse.audit;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** A log key for tests: the well-known pair of RFC 8032, section 7.1, test 1, or a fresh one. */
final class SeededLogKey implements LogKey {
    private final PrivateKey secret;
    private final byte[] raw;

    private SeededLogKey(PrivateKey secret, byte[] raw) {
        this.secret = secret;
        this.raw = raw;
    }

    static SeededLogKey wellKnown() {
        byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] raw = HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        byte[] prefix = HexFormat.of().parseHex("302e020100300506032b657004220420");
        byte[] encoded = Arrays.copyOf(prefix, prefix.length + seed.length);
        System.arraycopy(seed, 0, encoded, prefix.length, seed.length);
        try {
            return new SeededLogKey(
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded)), raw);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SeededLogKey fresh() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            return new SeededLogKey(
                    pair.getPrivate(), Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] publicKey() {
        return raw.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
