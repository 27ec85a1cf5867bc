package dev.gatehouse.worker;

/** An envelope that does not open: sealed to another key or for another context, or changed on the way. */
public final class EnvelopeRefused extends RuntimeException {
    public EnvelopeRefused() {
        super("the envelope does not open here");
    }
}
