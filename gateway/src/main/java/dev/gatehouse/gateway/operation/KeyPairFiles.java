package dev.gatehouse.gateway.operation;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The two files of the doors' certificate.
 *
 * @param certificate PEM, the doors' own certificate first
 * @param key PEM
 */
record KeyPairFiles(Path certificate, Path key) {
    private static final String[] KEY_TYPES = {"EC", "RSA", "EdDSA", "Ed25519", "RSASSA-PSS"};

    /**
     * What the files hold at one moment.
     *
     * @param digest of both files' bytes, to tell one content from another
     */
    record Content(Buffer certificate, Buffer key, String digest) {}

    /** Reads both, whatever they hold. */
    Content read() throws IOException {
        byte[] certificateBytes = Files.readAllBytes(certificate);
        byte[] keyBytes = Files.readAllBytes(key);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(certificateBytes);
            digest.update((byte) 0);
            digest.update(keyBytes);
            return new Content(
                    Buffer.buffer(certificateBytes),
                    Buffer.buffer(keyBytes),
                    HexFormat.of().formatHex(digest.digest()));
        } catch (GeneralSecurityException unknown) {
            throw new IllegalStateException(unknown);
        }
    }

    /**
     * The doors' certificate, when it can be used now.
     *
     * @throws Unusable when the files are no PEM, do not belong together, or the certificate has expired
     */
    static X509Certificate checked(Content content, Instant now) throws Unusable {
        try {
            var pair =
                    new PemKeyCertOptions().addCertValue(content.certificate()).addKeyValue(content.key());
            for (KeyManager manager : pair.getKeyManagerFactory(null).getKeyManagers()) {
                if (manager instanceof X509KeyManager keys) {
                    return checked(keys, now);
                }
            }
            throw new Unusable("no certificate and key are in them", null);
        } catch (Unusable unusable) {
            throw unusable;
        } catch (Exception malformed) {
            // Every library on the way has exceptions of its own for bytes that are no PEM.
            throw new Unusable("they are not a PEM certificate and its PEM key", malformed);
        }
    }

    private static X509Certificate checked(X509KeyManager keys, Instant now) throws Unusable, GeneralSecurityException {
        for (String type : KEY_TYPES) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                X509Certificate own = keys.getCertificateChain(aliases[0])[0];
                if (!belongTogether(own.getPublicKey(), keys.getPrivateKey(aliases[0]))) {
                    throw new Unusable("the key is not the certificate's", null);
                }
                if (own.getNotAfter().toInstant().isBefore(now)) {
                    throw new Unusable(
                            "the certificate has expired at "
                                    + own.getNotAfter().toInstant(),
                            null);
                }
                return own;
            }
        }
        throw new Unusable("no certificate and key of a kind that is known are in them", null);
    }

    private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) throws GeneralSecurityException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case String other -> other;
        };
        if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        byte[] text = "gatehouse".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(privateKey);
        signer.update(text);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(publicKey);
        verifier.update(text);
        try {
            return verifier.verify(signature);
        } catch (GeneralSecurityException ofAnotherSize) {
            return false;
        }
    }

    /** The files hold no pair that the doors could use; the message says why. */
    static final class Unusable extends Exception {
        Unusable(String message, @Nullable Exception cause) {
            super(message, cause);
        }
    }
}
