package dev.gatehouse.audit;

/** The installation's key that signs checkpoints: Ed25519. An implementation never lends the private half out. */
public interface LogKey {
    /** The public half, 32 raw bytes (RFC 8032). */
    byte[] publicKey();

    /** The 64-byte signature over the message. */
    byte[] sign(byte[] message);
}
