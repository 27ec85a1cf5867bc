package dev.gatehouse.secrets;

import dev.gatehouse.secrets.embedded.WrappedRows;

/** Makes the stores of this module. */
public final class SecretStores {
    private SecretStores() {}

    /** The store over rows that the gateway keeps, sealed by the master key. */
    public static EmbeddedStore embedded(MasterKey key, SecretValues rows) {
        return new WrappedRows(key, rows);
    }
}
