package dev.gatehouse.secrets;

/**
 * One version of a value in the embedded store as its row holds it.
 *
 * <p>A final class and not a record, because bytes have no useful equality.
 */
public final class SealedValue {
    private final long version;
    private final byte[] sealed;

    public SealedValue(long version, byte[] sealed) {
        this.version = version;
        this.sealed = sealed.clone();
    }

    public long version() {
        return version;
    }

    public byte[] sealed() {
        return sealed.clone();
    }
}
