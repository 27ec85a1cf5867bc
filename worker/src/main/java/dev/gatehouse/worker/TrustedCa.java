package dev.gatehouse.worker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom a client of the gateway believes that it is the gateway: certificates issued by those in one PEM file, and no
 * others; without a file, those that the Java runtime trusts. That the certificate is for the address that was called
 * is checked by the HTTP client.
 */
public final class TrustedCa {
    private TrustedCa() {}

    /**
     * The context of a client that believes those of the file.
     *
     * @param pem the file with one or more certificates
     * @throws IOException when it cannot be read or holds none
     */
    public static SSLContext context(Optional<Path> pem) throws IOException {
        try {
            return pem.isEmpty() ? SSLContext.getDefault() : context(certificates(pem.get()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /**
     * The context of a client that believes those of a text.
     *
     * @throws IllegalArgumentException when it holds no certificate
     */
    public static SSLContext ofText(String pem) {
        try (InputStream bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))) {
            return context(certificates(bytes));
        } catch (IOException | CertificateException malformed) {
            throw new IllegalArgumentException("not certificates in PEM", malformed);
        }
    }

    private static SSLContext context(Collection<? extends Certificate> certificates) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static Collection<? extends Certificate> certificates(Path pem) throws IOException {
        try (InputStream bytes = Files.newInputStream(pem)) {
            return certificates(bytes);
        } catch (CertificateException malformed) {
            throw new IOException("not a PEM file of certificates: " + pem, malformed);
        }
    }

    private static Collection<? extends Certificate> certificates(InputStream pem) throws CertificateException {
        var found = CertificateFactory.getInstance("X.509").generateCertificates(pem);
        if (found.isEmpty()) {
            throw new CertificateException("no certificate is there");
        }
        return found;
    }
}
