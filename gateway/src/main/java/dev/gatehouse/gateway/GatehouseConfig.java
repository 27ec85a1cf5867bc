package dev.gatehouse.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an operator sets of the installation as a whole; an unknown {@code gatehouse.*} property fails the start. */
@ConfigMapping(prefix = "gatehouse")
public interface GatehouseConfig {
    /** The folder of this installation: its database, keys, tokens and logs. */
    @WithDefault(".gatehouse")
    Path home();

    /** The address that every door listens on; another machine's calls need one beyond 127.0.0.1, and a certificate. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port of every door. */
    @Allowed(least = "1", most = "65535")
    @WithDefault("8080")
    int port();

    /** The address of health and metrics; beyond 127.0.0.1 they speak HTTPS with the doors' certificate. */
    @WithDefault("127.0.0.1")
    String managementHost();

    /** The port of health and metrics. */
    @Allowed(least = "1", most = "65535")
    @WithDefault("8081")
    int managementPort();

    /** Whether plain HTTP is allowed beyond this machine, so that tokens travel in clear; for behind a proxy that adds TLS. */
    @WithDefault("false")
    boolean unsafePlainHttp();

    /** The address at which others reach this gateway, without a slash at the end; where it is absent, `host` and `port`. */
    Optional<URI> publicUrl();

    /** The tenants that exist, besides {@code system}. */
    Optional<List<String>> tenants();

    /** The file (0600) that holds the master key; by default {@code master.key} in the home. */
    Optional<Path> masterKeyFile();

    /** Whether the embedded database also holds the example's database and role {@code weather}. */
    @WithDefault("false")
    boolean demo();
}
