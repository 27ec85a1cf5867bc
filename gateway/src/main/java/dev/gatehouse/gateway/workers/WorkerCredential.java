package dev.gatehouse.gateway.workers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * What a worker shows at the worker door for five minutes: {@code ghw_} and 256 random bits. Only its SHA-256 is kept.
 *
 * <p>The prefix is of this door alone, so that no other kind of token is ever looked up here.
 */
final class WorkerCredential {
    private static final Pattern FORM = Pattern.compile("ghw_[A-Za-z0-9_-]{43}");

    private final String text;

    private WorkerCredential(String text) {
        this.text = text;
    }

    static WorkerCredential next(RandomGenerator random) {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        return new WorkerCredential(
                "ghw_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** Whether the text could be one of ours; most texts that could not never reach the database. */
    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** What the database keeps of a credential. */
    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    byte[] hash() {
        return hash(text);
    }

    <T> T expose(Function<String, T> use) {
        return use.apply(text);
    }

    @Override
    public String toString() {
        return "WorkerCredential[redacted]";
    }
}
