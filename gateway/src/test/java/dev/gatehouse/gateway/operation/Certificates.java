package dev.gatehouse.gateway.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates for 127.0.0.1 that the JDK's own keytool makes, each its own issuer. */
final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private Certificates() {}

    /** Writes a new certificate and its key into these files. */
    static KeyPairFiles make(Path folder, String name, int days) {
        Path store = folder.resolve(name + ".p12");
        try {
            Process keytool = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin/keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keystore",
                            store.toString(),
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(PASSWORD),
                            "-alias",
                            "doors",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=ip:127.0.0.1,dns:localhost",
                            "-startdate",
                            "-10d",
                            "-validity",
                            Integer.toString(days)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            var files = new KeyPairFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
            Files.writeString(
                    files.certificate(),
                    pem("CERTIFICATE", keys.getCertificate("doors").getEncoded()));
            Files.writeString(
                    files.key(),
                    pem("PRIVATE KEY", keys.getKey("doors", PASSWORD).getEncoded()));
            return files;
        } catch (IOException | InterruptedException | java.security.GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }
}
