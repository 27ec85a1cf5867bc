package dev.gatehouse.secrets;

import dev.gatehouse.policy.ManagePermit;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.worker.SecretValue;

/** The store that comes with the gateway; it is the only one that takes values in. Each path holds one, the {@code value}. */
public interface EmbeddedStore extends SecretStore {
    /** What references call this store. */
    String NAME = "embedded";

    /** The path of a secret: only its own tenant's references lead there. */
    static String path(String tenant, SecretReference reference) {
        return tenant + "/" + reference.namespace() + "/" + reference.name();
    }

    /** Where a version of a value is kept: what its bytes are bound to. */
    static WrapContext place(String tenant, String path, long version) {
        return new WrapContext(tenant, "secret-value", path + "@" + version);
    }

    /** Seals a new version of the secret that the permit names; the caller keeps the bytes. */
    SealedValue seal(ManagePermit permit, long version, SecretValue value);
}
