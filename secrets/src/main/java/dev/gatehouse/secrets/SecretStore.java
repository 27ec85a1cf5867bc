package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;

/** Where values live. Implementations are thread-safe and keep no value in clear. */
public interface SecretStore {
    /** What references call it. */
    String name();

    StoreAnswer read(String tenant, SecretReference reference);
}
