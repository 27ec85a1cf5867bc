package dev.gatehouse.secrets;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One AES-256-GCM key of a {@link MasterKey}, with the id by which what it wrapped names it.
 *
 * <p>The id is made of the key by a one-way function, so that a key has the same one wherever it lies, and none has to be
 * written beside it. Thread-safe; it cannot be printed.
 */
public final class WrappingKey {
    static final int BYTES = 32;
    static final int ID_BYTES = 8;

    private static final byte[] ID_LABEL = "gatehouse master key id".getBytes(StandardCharsets.US_ASCII);

    private final String id;
    private final Aead aead;

    private WrappingKey(String id, Aead aead) {
        this.id = id;
        this.aead = aead;
    }

    /** The key of these bytes, which are wiped. */
    static WrappingKey taking(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a key of another length");
        }
        try {
            return new WrappingKey(idOf(key), aead(key));
        } catch (GeneralSecurityException e) {
            throw new SecretException.CryptographyFailed("AES-256-GCM or HMAC-SHA-256 is not available", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The key of these bytes, which are wiped; nothing where they are none. */
    public static Optional<WrappingKey> ofBytes(byte[] key) {
        return key.length == BYTES ? Optional.of(taking(key)) : Optional.empty();
    }

    static WrappingKey random(SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return taking(key);
    }

    /** Sixteen hexadecimal digits, which tell nothing of the key. */
    public String id() {
        return id;
    }

    byte[] encrypt(byte[] clear, byte[] associatedData) throws GeneralSecurityException {
        return aead.encrypt(clear, associatedData);
    }

    byte[] decrypt(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
        return aead.decrypt(sealed, associatedData);
    }

    @Override
    public String toString() {
        return "WrappingKey[" + id + "]";
    }

    private static String idOf(byte[] key) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(ID_LABEL), 0, ID_BYTES);
    }

    @AccessesPartialKey
    private static Aead aead(byte[] key) throws GeneralSecurityException {
        var parameters = AesGcmParameters.builder()
                .setKeySizeBytes(BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        return AesGcmJce.create(AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                .build());
    }
}
