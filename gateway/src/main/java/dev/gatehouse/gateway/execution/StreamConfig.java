package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many callers may follow executions live at once, and how long each. */
@ConfigMapping(prefix = "gatehouse.stream")
public interface StreamConfig {
    /** How many streams one subject may have open at this gateway. */
    @Allowed(least = "1")
    @WithDefault("100")
    int perSubject();

    /** How many streams one tenant may have open at this gateway. */
    @Allowed(least = "1")
    @WithDefault("500")
    int perTenant();

    /** How many streams this gateway keeps open in all. */
    @Allowed(least = "1")
    @WithDefault("1000")
    int perGateway();

    /** How often the gateway looks, once for all that is followed, for what other gateways wrote. */
    @Allowed(least = "PT0.1S", most = "PT5S")
    @WithDefault("PT0.5S")
    Duration recheck();

    /** How long a stream may be silent before it sends a comment, so that nobody in between takes it for dead. */
    @Allowed(least = "PT1S", most = "PT30S")
    @WithDefault("PT15S")
    Duration heartbeat();

    /** How often an open stream asks again whether its subject may still read. */
    @Allowed(least = "PT0.1S", most = "PT0.5S")
    @WithDefault("PT0.5S")
    Duration accessCheck();

    /** How long a stream lives: then its caller comes back with the token, which is verified again. */
    @Allowed(least = "PT1S", most = "PT1H")
    @WithDefault("PT5M")
    Duration longest();

    /** How long a reader may take for one page of at most 128 KiB of log before it is cut off. */
    @Allowed(least = "PT1S", most = "PT5M")
    @WithDefault("PT30S")
    Duration slowReader();

    /** How many streams read from the database at once: the other connections are for who does something. */
    @Allowed(least = "1", most = "12")
    @WithDefault("4")
    int readers();
}
