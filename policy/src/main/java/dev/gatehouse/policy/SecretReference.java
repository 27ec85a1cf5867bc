package dev.gatehouse.policy;

/**
 * A declared secret, never what it is: safe to log.
 *
 * @param store that it is declared to live in; the place in there is the declaration's and not part of the name
 */
public record SecretReference(String store, Namespace namespace, String name) {
    public SecretReference {
        if (!Label.isLabel(store) || !Label.isLabel(name)) {
            throw new IllegalArgumentException("not a secret reference");
        }
    }

    @Override
    public String toString() {
        return store + "/" + namespace + "/" + name;
    }
}
