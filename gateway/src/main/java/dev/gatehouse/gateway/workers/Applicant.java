package dev.gatehouse.gateway.workers;

import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.RegisterRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What a registration says of the worker, with every member in its form; keys as they travel. */
record Applicant(String name, String identityKey, String sessionKey, long counter, String isolation) {
    /** Canonical JSON knows no greater whole number exactly, so a greater counter could be signed for another. */
    static final long GREATEST_COUNTER = (1L << 53) - 1;

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S} ]{1,100}");

    static Applicant of(RegisterRequest request) {
        if (!NAME.matcher(request.name()).matches()) {
            throw Shape.wrong("/name", "not 1 to 100 printable characters");
        }
        PublicKeys.identity(request.identityKey(), "/identityKey");
        PublicKeys.session(request.sessionKey(), "/sessionKey");
        Shape.between(1, GREATEST_COUNTER, request.counter(), "/counter");
        return new Applicant(
                request.name(), request.identityKey(), request.sessionKey(), request.counter(), request.isolation());
    }

    /** The raw identity key. */
    byte[] identity() {
        return Protocol.decode(identityKey);
    }

    /** The raw session key. */
    byte[] session() {
        return Protocol.decode(sessionKey);
    }

    /** What names the identity key in the log. */
    String identityDigest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(identity()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
