package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How callers are recognised. */
@ConfigMapping(prefix = "gatehouse.identity")
public interface IdentityConfig {
    /** How long a verified token is believed without asking the database, while its subject does not change: at most a minute. */
    @Allowed(least = "PT0.001S", most = "PT1M")
    @WithDefault("PT1M")
    Duration tokenCache();

    /** How many unknown, ended or expired tokens one network may show one tenant in ten seconds before new ones are not looked up. */
    @Allowed(least = "1")
    @WithDefault("100")
    int failedLookups();
}
