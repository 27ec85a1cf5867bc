package dev.gatehouse.secrets;

import dev.gatehouse.secrets.aws.AwsStore;
import dev.gatehouse.secrets.embedded.WrappedRows;
import dev.gatehouse.secrets.local.EnvironmentStore;
import dev.gatehouse.secrets.local.FolderStore;
import dev.gatehouse.secrets.vault.VaultStore;
import dev.gatehouse.secrets.vault.VaultTransit;
import dev.gatehouse.worker.Egress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Makes the stores of this module. */
public final class SecretStores {
    private SecretStores() {}

    /** The store over rows that the gateway keeps, sealed by the master key. */
    public static EmbeddedStore embedded(MasterKey key, SecretValues rows) {
        return new WrappedRows(key, rows);
    }

    /**
     * The store in a HashiCorp Vault or OpenBao.
     *
     * @param key of this process, which wraps the login's token
     */
    public static LeasingStore vault(
            String tenant, VaultSettings settings, Egress egress, MasterKey key, InstantSource clock) {
        return new VaultStore(tenant, settings, egress, key, clock);
    }

    /**
     * The keys that the transit engine of a HashiCorp Vault or OpenBao keeps.
     *
     * @param mount where the engine is
     * @param name of its key
     * @param memory the key of this process, which wraps the login's token
     */
    public static TransitKeys transit(
            String mount, String name, VaultSettings settings, Egress egress, MasterKey memory, InstantSource clock) {
        return new VaultTransit(mount, name, settings, egress, memory, clock);
    }

    /** The store in AWS Secrets Manager. */
    public static SecretStore aws(String tenant, AwsSettings settings, Egress egress) {
        return new AwsStore(tenant, settings, egress);
    }

    /** The store in environment variables whose names begin with the prefix and the tenant's name. */
    public static SecretStore environment(String prefix, Map<String, String> variables) {
        return new EnvironmentStore(prefix, variables);
    }

    /** The store in the files of a folder that has one of each tenant. */
    public static SecretStore folder(Path folder) {
        return new FolderStore(folder);
    }
}
