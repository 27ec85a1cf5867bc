package dev.gatehouse.secrets;

import dev.gatehouse.policy.ManagePermit;
import dev.gatehouse.worker.SecretValue;

/** The store that comes with the gateway; it is the only one that takes values in. */
public interface EmbeddedStore extends SecretStore {
    /** What references call this store. */
    String NAME = "embedded";

    @Override
    default String name() {
        return NAME;
    }

    /** Seals a new version of the secret that the permit names; the caller keeps the bytes. */
    SealedValue seal(ManagePermit permit, long version, SecretValue value);
}
