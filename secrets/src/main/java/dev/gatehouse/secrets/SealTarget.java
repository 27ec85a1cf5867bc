package dev.gatehouse.secrets;

import dev.gatehouse.worker.EnvelopeContext;

/**
 * Whom an envelope is for: the X25519 key that the worker registered for its session, and the one start it belongs to.
 */
public final class SealTarget {
    private final byte[] sessionKey;
    private final EnvelopeContext context;

    /** Takes the raw 32 bytes of the public key. */
    public SealTarget(byte[] sessionKey, EnvelopeContext context) {
        this.sessionKey = sessionKey.clone();
        this.context = context;
    }

    byte[] sessionKey() {
        return sessionKey.clone();
    }

    EnvelopeContext context() {
        return context;
    }
}
