package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that the JDK's own keytool makes, its own issuer, as PEM files.
 *
 * @param store PKCS#12 of both
 */
record Certificates(Path certificate, Path key, Path store) {
    static final char[] PASSWORD = "changeit".toCharArray();

    /** @param names who it is for, as keytool takes it, such as {@code ip:127.0.0.1} */
    static Certificates make(Path folder, String name, String names) throws IOException {
        var made = new Certificates(
                folder.resolve(name + ".crt"), folder.resolve(name + ".key"), folder.resolve(name + ".p12"));
        try {
            Process keytool = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin/keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keystore",
                            made.store().toString(),
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
                            "san=" + names))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance(made.store().toFile(), PASSWORD);
            Files.writeString(
                    made.certificate(),
                    pem("CERTIFICATE", keys.getCertificate("doors").getEncoded()));
            Files.writeString(
                    made.key(),
                    pem("PRIVATE KEY", keys.getKey("doors", PASSWORD).getEncoded()));
            return made;
        } catch (InterruptedException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
