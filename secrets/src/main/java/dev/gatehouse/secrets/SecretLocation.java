package dev.gatehouse.secrets;

/**
 * Where the value of a declared secret lives, never what it is: safe to log.
 *
 * @param store as the tenant, or the operator, calls it
 * @param path what the store finds several values by at once
 * @param key which of them
 */
public record SecretLocation(String store, String path, String key) {
    /** The key of a secret that names none. */
    public static final String VALUE = "value";

    public SecretLocation {
        if (store.isEmpty() || path.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException("a secret lives in a store, at a path, under a key");
        }
    }

    @Override
    public String toString() {
        return store + "/" + path + "#" + key;
    }
}
