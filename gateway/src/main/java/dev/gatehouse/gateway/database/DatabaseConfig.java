package dev.gatehouse.gateway.database;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Which database the gateway keeps everything in. Without a URL it starts one of its own in the home. */
@ConfigMapping(prefix = "gatehouse.db")
public interface DatabaseConfig {
    /** The JDBC URL of a PostgreSQL 15 or newer, with its TLS parameters and without logins; the same on every gateway. */
    Optional<String> url();

    /** The role that the gateway logs in as, which is not the owner; without it the owner makes {@code gatehouse_app}. */
    Optional<String> user();

    /** The password of that role. */
    Optional<String> password();

    /** The file (0600) that holds the password of that role. */
    Optional<Path> passwordFile();

    /** The role that owns the tables and migrates them, used at the start only. */
    Optional<String> owner();

    /** The password of the owner. */
    Optional<String> ownerPassword();

    /** The file (0600) that holds the password of the owner. */
    Optional<Path> ownerPasswordFile();

    /** Whether the gateway starts although replicas are asynchronous: what was acknowledged may be lost with a server. */
    @WithDefault("false")
    boolean unsafeReplicas();

    /** Whether the gateway starts although the server answers before it wrote: what was acknowledged may be lost. */
    @WithDefault("false")
    boolean unsafeDurability();

    /** How much of the embedded database's disk stays free, in percent: below it nothing is accepted. */
    @Allowed(least = "0", most = "99")
    @WithDefault("5")
    int leastFreeDisk();
}
