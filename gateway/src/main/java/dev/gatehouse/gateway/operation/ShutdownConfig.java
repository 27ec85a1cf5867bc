package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a gateway that was asked to end (SIGTERM) does so. */
@ConfigMapping(prefix = "gatehouse.shutdown")
public interface ShutdownConfig {
    /** The notice where none is set. */
    Duration NOTICE = Duration.ofSeconds(1);

    /** How long every request is still answered, while readiness is off and callers are asked to leave the connection. */
    @Allowed(least = "PT0S", most = "PT5M")
    @WithDefault("PT1S")
    Duration notice();

    /** How long after that open requests may take; new ones get 503 meanwhile. */
    @Allowed(least = "PT1S", most = "PT1M")
    @WithDefault("PT20S")
    Duration patience();
}
