package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The times that workers live by; a worker hears them as durations and needs no clock that agrees with ours. */
@ConfigMapping(prefix = "gatehouse.worker")
public interface WorkersConfig {
    /** How long a worker session lives without renewal. */
    @WithDefault("PT30S")
    Duration sessionTtl();

    /** How often a worker renews its session: more often than session or credential end. */
    @WithDefault("PT5S")
    Duration renewal();

    /** How long a worker's credential is good for; each renewal gives a new one. */
    @WithDefault("PT5M")
    Duration credentialTtl();

    /** How long secrets may be sealed to the same session key. */
    @Allowed(least = "PT0.001S", most = "PT1H")
    @WithDefault("PT1H")
    Duration sessionKeyTtl();

    /** The longest time that a claim or a control request waits for news: shorter than the 60 s of silence that end a connection. */
    @Allowed(least = "PT0.001S", most = "PT50S")
    @WithDefault("PT20S")
    Duration longPoll();

    /** How often the gateway looks into the database for all requests that wait and that nothing has woken. */
    @WithDefault("PT0.5S")
    Duration recheck();

    /** How long a cancelled job may take to end by itself; a revoked one has no time. */
    @WithDefault("PT10S")
    Duration killGrace();
}
