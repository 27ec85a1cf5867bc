package dev.gatehouse.secrets;

/** Where values live. Implementations are thread-safe and keep no value in clear. */
public interface SecretStore {
    /** Everything that lies at a path of the tenant's, so that several references to it cost one call. */
    StoreAnswer read(String tenant, String path);
}
