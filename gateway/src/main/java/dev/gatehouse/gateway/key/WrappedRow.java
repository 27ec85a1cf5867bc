package dev.gatehouse.gateway.key;

import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.WrapContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A row of a {@link WrappedTable} as it was read. A final class, because bytes have no useful equality. */
public final class WrappedRow {
    private final List<Object> key;
    private final byte[] wrapped;
    private final WrapContext place;

    WrappedRow(List<Object> key, byte[] wrapped, WrapContext place) {
        this.key = List.copyOf(key);
        this.wrapped = wrapped.clone();
        this.place = place;
    }

    /** The values of the primary key's columns. */
    public List<Object> key() {
        return key;
    }

    byte[] wrapped() {
        return wrapped.clone();
    }

    /** The same content, wrapped by the key that wraps now; nothing where no known key opens it. */
    public Optional<byte[]> anew(MasterKey master) {
        try {
            byte[] clear = master.unwrap(wrapped, place);
            try {
                return Optional.of(master.wrap(clear, place));
            } finally {
                Arrays.fill(clear, (byte) 0);
            }
        } catch (SecretException.CannotUnwrap _) {
            return Optional.empty();
        }
    }
}
