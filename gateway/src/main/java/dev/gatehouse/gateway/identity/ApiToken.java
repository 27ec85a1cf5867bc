package dev.gatehouse.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API token: {@code gha_}, 30 random base62 characters (178 bits), and the CRC-32 of all that in six more. The
 * checksum lets scanners know one and turns garbage away early; it is no security.
 *
 * <p>It is shown once, when it is made. Only its SHA-256 is kept, and it cannot be printed.
 */
public final class ApiToken {
    private static final String PREFIX = "gha_";
    private static final int RANDOM = 30;
    private static final int CHECKSUM = 6;
    private static final Pattern FORM = Pattern.compile("gha_[0-9A-Za-z]{36}");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String text;

    private ApiToken(String text) {
        this.text = text;
    }

    /** A new token; the generator must be a cryptographic one. */
    public static ApiToken next(RandomGenerator random) {
        var text = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return new ApiToken(text.append(checksum(text.toString())).toString());
    }

    /** The token that the text is, unless it has another form or a wrong checksum. */
    public static Optional<ApiToken> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        int body = PREFIX.length() + RANDOM;
        return text.substring(body).equals(checksum(text.substring(0, body)))
                ? Optional.of(new ApiToken(text))
                : Optional.empty();
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

    /** What is kept of a token. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** What people may see of a token later: its kind and its last four characters. */
    String hint() {
        return PREFIX + "…" + text.substring(text.length() - 4);
    }

    /** Lends the text to what shows it once. */
    public <T> T expose(Function<String, T> use) {
        return use.apply(text);
    }

    @Override
    public String toString() {
        return "ApiToken[redacted]";
    }
}
