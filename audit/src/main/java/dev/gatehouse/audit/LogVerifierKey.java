package dev.gatehouse.audit;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A pinned public key of one tenant's log, in the verifier key form of C2SP signed-note:
 * {@code <origin>+<key id>+<base64(0x01 ‖ Ed25519 key)>}. Whoever checks a log must have it from elsewhere.
 */
public final class LogVerifierKey {
    private static final byte ED25519 = 1;
    private static final int KEY_BYTES = 32;
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String origin;
    private final byte[] raw;

    private LogVerifierKey(String origin, byte[] raw) {
        if (origin.isEmpty() || origin.contains("+") || origin.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("a key name has no spaces and no plus");
        }
        if (raw.length != KEY_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
        this.origin = origin;
        this.raw = raw.clone();
    }

    /** The verifier key of the origin's log, which this key signs. */
    public static LogVerifierKey of(String origin, LogKey key) {
        return new LogVerifierKey(origin, key.publicKey());
    }

    /**
     * The key that one line names.
     *
     * @throws IllegalArgumentException when it is not a verifier key, or its key id does not fit
     */
    public static LogVerifierKey parse(String line) {
        String[] parts = line.split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a verifier key: expected name+id+key");
        }
        byte[] key = Base64.getDecoder().decode(parts[2]);
        if (key.length != 1 + KEY_BYTES || key[0] != ED25519) {
            throw new IllegalArgumentException("not an Ed25519 verifier key");
        }
        LogVerifierKey parsed = new LogVerifierKey(parts[0], Arrays.copyOfRange(key, 1, key.length));
        if (!parsed.toString().equals(line)) {
            throw new IllegalArgumentException("the key id does not fit the key");
        }
        return parsed;
    }

    /** The keys of a {@code log.vkey} file: one a line, a line per tenant. */
    public static List<LogVerifierKey> parseAll(String file) {
        return file.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(LogVerifierKey::parse)
                .toList();
    }

    /** The key's name, which is the log's origin: {@code <installation>/<tenant>}. */
    public String origin() {
        return origin;
    }

    /** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key). */
    byte[] id() {
        byte[] digest = Hash.over(CanonicalJson.utf8(origin), new byte[] {'\n', ED25519}, raw)
                .bytes();
        return Arrays.copyOf(digest, 4);
    }

    boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(publicKey());
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private PublicKey publicKey() throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_BYTES);
        System.arraycopy(raw, 0, encoded, X509_PREFIX.length, KEY_BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** The verifier key's one line. */
    @Override
    public String toString() {
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = ED25519;
        System.arraycopy(raw, 0, typed, 1, KEY_BYTES);
        return origin + "+" + HexFormat.of().formatHex(id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogVerifierKey key && toString().equals(key.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
