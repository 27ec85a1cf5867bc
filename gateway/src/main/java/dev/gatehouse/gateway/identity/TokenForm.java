package dev.gatehouse.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * How the tokens of one kind look: a prefix of the kind, 30 random base62 characters (178 bits), and the CRC-32 of all
 * that in six more. The checksum lets scanners know one and turns garbage away early; it is no security.
 */
public final class TokenForm {
    private static final int RANDOM = 30;
    private static final int CHECKSUM = 6;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String prefix;
    private final Pattern form;

    /** The form of the kind whose tokens begin like this. */
    public TokenForm(String prefix) {
        this.prefix = prefix;
        this.form = Pattern.compile(Pattern.quote(prefix) + "[0-9A-Za-z]{" + (RANDOM + CHECKSUM) + "}");
    }

    /** The text of a new token; the generator must be a cryptographic one. */
    public String next(RandomGenerator random) {
        var text = new StringBuilder(prefix);
        for (int i = 0; i < RANDOM; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return text.append(checksum(text.toString())).toString();
    }

    /** Whether the text has this form and its checksum is right. */
    public boolean matches(String text) {
        int body = prefix.length() + RANDOM;
        return form.matcher(text).matches() && text.substring(body).equals(checksum(text.substring(0, body)));
    }

    /** What is kept of a token of any form. */
    public static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** What people may see of a token later: its kind and its last four characters. */
    public String hint(String text) {
        return prefix + "…" + text.substring(text.length() - 4);
    }

    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var digits = new char[CHECKSUM];
        long rest = crc.getValue();
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
