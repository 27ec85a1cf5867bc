package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How people log in with a browser, and how long they stay so. */
@ConfigMapping(prefix = "gatehouse.login")
public interface LoginConfig {
    /** How long a browser may be idle before its session ends. */
    @Allowed(least = "PT1S", most = "P1D")
    @WithDefault("PT30M")
    Duration idle();

    /** How long a browser's session lasts at most. */
    @Allowed(least = "PT1S", most = "P7D")
    @WithDefault("PT12H")
    Duration lifetime();
}
