package dev.gatehouse.gateway.secret;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which paths of stores the operator gives to tenants, and the stores that no tenant declares. */
@ConfigMapping(prefix = "gatehouse.stores")
public interface StoreConfig {
    /** The beginnings of the paths in a Vault that a tenant's secrets may name: `*` is one whole segment, `{tenant}` the tenant's name. */
    @WithDefault("*/{tenant}/,*/creds/{tenant}_")
    List<String> vaultPaths();

    /** The beginnings of the names in AWS Secrets Manager that a tenant's secrets may name. */
    @WithDefault("{tenant}/")
    List<String> awsPaths();

    /** The longest time that one call to a store takes. */
    @WithDefault("PT5S")
    Duration call();

    /** What the names of the environment variables begin with that the store `env` reads: then come the tenant's name in capitals, with `_` for `-`, two of `_` and the path of the secret. Without it there is no such store. */
    Optional<String> envPrefix();

    /** The folder of the store `file`: in it is one of each tenant, by its name, with a file for each path. Without it there is no such store. */
    Optional<Path> folder();

    /** The beginnings of the paths in the store `file` that a secret may name: `{namespace}/` keeps the namespaces of a tenant apart, `*` does not. */
    @WithDefault("*")
    List<String> filePaths();
}
