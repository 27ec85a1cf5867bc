package dev.gatehouse.gateway.key;

/** The gateway does not start as it is set up; the message names the property or file to look at. */
public final class StartRefused extends RuntimeException {
    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
