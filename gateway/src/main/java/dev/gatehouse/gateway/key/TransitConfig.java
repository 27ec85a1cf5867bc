package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A Vault or OpenBao whose transit engine wraps the keys of the master key, in place of a file. */
@ConfigMapping(prefix = "gatehouse.master-key.transit")
public interface TransitConfig {
    /** The address of the server, as `https://vault.example.com:8200`; without one no Vault is asked for keys. */
    Optional<String> address();

    /** The namespace that all calls name, where the server has some. */
    Optional<String> namespace();

    /** The PEM file of those who may have issued the server's certificate, in place of those that Java trusts. */
    Optional<Path> caFile();

    /** Where the transit engine is mounted. */
    @WithDefault("transit")
    String mount();

    /** The name of the engine's key. */
    @WithDefault("gatehouse")
    String key();

    /** Where the login method AppRole is mounted, below `auth/`. */
    @WithDefault("approle")
    String loginMount();

    /** The id of the role that the gateway logs in as. */
    Optional<String> roleId();

    /** The file (0600) that holds the secret id of the role; read anew at each login. */
    Optional<Path> secretIdFile();

    /** The longest time that one call takes. */
    @Allowed(least = "PT1S", most = "PT1M")
    @WithDefault("PT5S")
    Duration call();
}
