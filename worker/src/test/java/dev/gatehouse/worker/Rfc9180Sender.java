package dev.gatehouse.worker;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The sender's side of RFC 9180, written down from the RFC with nothing but the JDK: base mode, DHKEM(X25519,
 * HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 */
final class Rfc9180Sender {
    private static final byte[] KEM = join(ascii("KEM"), i2osp(0x0020));
    private static final byte[] HPKE = join(ascii("HPKE"), i2osp(0x0020), i2osp(0x0001), i2osp(0x0002));

    private Rfc9180Sender() {}

    static byte[] seal(byte[] publicKey, byte[] info, byte[] clear) {
        try {
            KeyPair ephemeral = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            byte[] enc = raw(((XECPublicKey) ephemeral.getPublic()).getU());
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(ephemeral.getPrivate());
            agreement.doPhase(
                    KeyFactory.getInstance("X25519")
                            .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(publicKey))),
                    true);
            byte[] prk = extract(KEM, new byte[0], "eae_prk", agreement.generateSecret());
            byte[] shared = expand(KEM, prk, "shared_secret", join(enc, publicKey), 32);
            byte[] context = join(
                    new byte[] {0},
                    extract(HPKE, new byte[0], "psk_id_hash", new byte[0]),
                    extract(HPKE, new byte[0], "info_hash", info));
            byte[] secret = extract(HPKE, shared, "secret", new byte[0]);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(expand(HPKE, secret, "key", context, 32), "AES"),
                    new GCMParameterSpec(128, expand(HPKE, secret, "base_nonce", context, 12)));
            return join(enc, cipher.doFinal(clear));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static byte[] extract(byte[] suite, byte[] salt, String label, byte[] material)
            throws GeneralSecurityException {
        return hmac(salt.length == 0 ? new byte[32] : salt, join(ascii("HPKE-v1"), suite, ascii(label), material));
    }

    private static byte[] expand(byte[] suite, byte[] prk, String label, byte[] info, int length)
            throws GeneralSecurityException {
        byte[] labeled = join(i2osp(length), ascii("HPKE-v1"), suite, ascii(label), info, new byte[] {1});
        return ByteBuffer.allocate(length).put(hmac(prk, labeled), 0, length).array();
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static byte[] raw(BigInteger u) {
        byte[] raw = new byte[32];
        for (int i = 0; i < 32; i++) {
            raw[i] = u.shiftRight(8 * i).byteValue();
        }
        return raw;
    }

    private static BigInteger number(byte[] raw) {
        byte[] reversed = new byte[32];
        for (int i = 0; i < 32; i++) {
            reversed[i] = raw[31 - i];
        }
        return new BigInteger(1, reversed);
    }

    private static byte[] i2osp(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
