package dev.gatehouse.worker;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePrivateKey;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.util.Bytes;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;

/**
 * The secrets of one run, sealed to the session key of the worker that leased it: HPKE (RFC 9180) in base mode with
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM; {@code info} is the {@link EnvelopeContext}, the associated
 * data is empty, and the bytes are the encapsulated key followed by the ciphertext.
 *
 * <p>Next on the tour: {@link Launch}.
 */
public final class SealedEnvelope {
    private SealedEnvelope() {}

    /**
     * Seals the values to a raw X25519 public key.
     *
     * @throws IllegalArgumentException when the key is none
     */
    @AccessesPartialKey
    public static byte[] seal(byte[] publicKey, EnvelopeContext context, Map<String, SecretValue> values) {
        byte[] clear = EnvelopeContent.write(values);
        try {
            HpkePublicKey key = HpkePublicKey.create(parameters(), Bytes.copyFrom(publicKey), null);
            return handle(key)
                    .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class)
                    .encrypt(clear, context.info());
        } catch (GeneralSecurityException failure) {
            throw new IllegalArgumentException("not an X25519 public key", failure);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /**
     * Opens an envelope. The caller closes the values.
     *
     * @throws EnvelopeRefused when it was sealed to another key or for another context, or was changed
     */
    @AccessesPartialKey
    public static Map<String, SecretValue> open(SessionKeys session, EnvelopeContext context, byte[] envelope) {
        byte[] clear;
        try {
            HpkePublicKey publicKey = HpkePublicKey.create(parameters(), Bytes.copyFrom(session.rawPublic()), null);
            HpkePrivateKey key = HpkePrivateKey.create(
                    publicKey, SecretBytes.copyFrom(session.rawPrivate(), InsecureSecretKeyAccess.get()));
            clear = handle(key)
                    .getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class)
                    .decrypt(envelope, context.info());
        } catch (GeneralSecurityException refused) {
            throw new EnvelopeRefused();
        }
        try {
            return EnvelopeContent.read(clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private static HpkeParameters parameters() throws GeneralSecurityException {
        return HpkeParameters.builder()
                .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
                .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                .setVariant(HpkeParameters.Variant.NO_PREFIX)
                .build();
    }

    private static KeysetHandle handle(Key key) throws GeneralSecurityException {
        HybridConfig.register(); // once in a process; a repeat changes nothing
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withFixedId(1).makePrimary())
                .build();
    }
}
