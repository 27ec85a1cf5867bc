package dev.gatehouse.secrets;

/** How long a value may be, and how many one job may name. */
public final class SecretLimits {
    /** A shorter value could not be redacted from a log without tearing it. */
    public static final int MIN_CHARACTERS = 8;

    public static final int MAX_BYTES = 64 * 1024;

    public static final int MAX_PER_JOB = 50;

    private SecretLimits() {}

    public static boolean tooLong(byte[] value) {
        return value.length > MAX_BYTES;
    }

    /** Counts characters as UTF-8 writes them, without making a text of the value. */
    public static boolean tooShort(byte[] value) {
        int characters = 0;
        for (byte each : value) {
            if ((each & 0xc0) != 0x80) {
                characters++;
            }
        }
        return characters < MIN_CHARACTERS;
    }
}
