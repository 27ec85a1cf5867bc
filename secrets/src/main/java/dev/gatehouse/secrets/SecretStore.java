package dev.gatehouse.secrets;

import java.util.List;

/** Where values live. Implementations are thread-safe and keep no value in clear. */
@FunctionalInterface
public interface SecretStore {
    /** Everything that lies at a path of the tenant's, so that several references to it cost one call. */
    StoreAnswer read(String tenant, String path);

    /** How the store stands now: whether it can be reached, what the login may do, and what it does not promise. */
    default List<StoreFinding> probe(String tenant) {
        return List.of();
    }
}
