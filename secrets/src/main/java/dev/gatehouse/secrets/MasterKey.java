package dev.gatehouse.secrets;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The key that wraps everything secret that is kept: AES-256-GCM, always bound to a {@link WrapContext}.
 *
 * <p>It lives in a file that only its owner can read and never in the database; one of a process lives in memory, for what
 * is secret and kept there. Thread-safe; it cannot be printed.
 */
public final class MasterKey {
    private final Aead aead;

    private MasterKey(Aead aead) {
        this.aead = aead;
    }

    /** Reads the key; refuses a file that others may read or that does not hold a key. */
    public static MasterKey ofFile(Path file) {
        return new MasterKey(aead(MasterKeyText.read(file)));
    }

    /** Makes a new key in a new file that only its owner can read; refuses to replace a file. */
    public static MasterKey create(Path file, SecureRandom random) {
        MasterKeyText.write(file, random);
        return ofFile(file);
    }

    /** Makes a key that is kept nowhere: what it wraps ends with the process. */
    public static MasterKey ofProcess(SecureRandom random) {
        byte[] key = new byte[MasterKeyText.BYTES];
        random.nextBytes(key);
        return new MasterKey(aead(key));
    }

    /** Seals bytes for one place. */
    public byte[] wrap(byte[] clear, WrapContext context) {
        try {
            return aead.encrypt(clear, context.associatedData());
        } catch (GeneralSecurityException e) {
            throw new SecretException.CryptographyFailed("cannot wrap " + context, e);
        }
    }

    /** Opens bytes that this key sealed for the same place; the caller wipes them. */
    public byte[] unwrap(byte[] wrapped, WrapContext context) {
        try {
            return aead.decrypt(wrapped, context.associatedData());
        } catch (GeneralSecurityException _) {
            throw new SecretException.CannotUnwrap(context);
        }
    }

    @Override
    public String toString() {
        return "MasterKey[redacted]";
    }

    @AccessesPartialKey
    private static Aead aead(byte[] key) {
        try {
            var parameters = AesGcmParameters.builder()
                    .setKeySizeBytes(MasterKeyText.BYTES)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                    .build();
            return AesGcmJce.create(AesGcmKey.builder()
                    .setParameters(parameters)
                    .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                    .build());
        } catch (GeneralSecurityException e) {
            throw new SecretException.CryptographyFailed("AES-256-GCM is not available", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
