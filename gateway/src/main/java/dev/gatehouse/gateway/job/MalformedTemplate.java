package dev.gatehouse.gateway.job;

/** A text whose {@code ${{ … }}} cannot be read. */
public final class MalformedTemplate extends RuntimeException {
    MalformedTemplate(String message) {
        super(message);
    }

    /** What is wrong, for the person who wrote it. */
    public String problem() {
        return String.valueOf(getMessage());
    }
}
