package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How people log in with a browser, and how long they stay so. */
@ConfigMapping(prefix = "gatehouse.login")
public interface LoginConfig {
    /** The gateway's address as browsers and identity providers know it, without a path, as `https://gatehouse.example.com`; as the request names it where it is not set. */
    Optional<URI> url();

    /** How long a browser may be idle before its session ends. */
    @Allowed(least = "PT1S", most = "P1D")
    @WithDefault("PT30M")
    Duration idle();

    /** How long a browser's session lasts at most. */
    @Allowed(least = "PT1S", most = "P7D")
    @WithDefault("PT12H")
    Duration lifetime();
}
