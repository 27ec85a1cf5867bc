package dev.gatehouse.policy;

/** Where a secret lives, never what it is: safe to log. */
public record SecretReference(String store, Namespace namespace, String name) {
    public SecretReference {
        if (!Label.isLabel(store) || !Label.isLabel(name)) {
            throw new IllegalArgumentException("not a secret reference");
        }
    }

    /** The path within the store, of the tenant that the secret belongs to. */
    public String path(String tenant) {
        return tenant + "/" + namespace + "/" + name;
    }

    @Override
    public String toString() {
        return store + "/" + namespace + "/" + name;
    }
}
