package dev.gatehouse.gateway.sso;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How identity providers are asked for their keys, and how old their tokens may be. */
@ConfigMapping(prefix = "gatehouse.sso")
public interface SsoConfig {
    /** How often a provider's keys are fetched again while its tokens are used: a key that it withdraws counts so much longer. */
    @Allowed(least = "PT1S", most = "PT1H")
    @WithDefault("PT10M")
    Duration keyRefresh();

    /** How long a provider is left alone after it was asked, whatever unknown keys tokens name. */
    @Allowed(least = "PT0.1S", most = "PT10M")
    @WithDefault("PT10S")
    Duration keyFloor();

    /** How old keys may be that are used because the provider does not answer. */
    @Allowed(least = "PT1M", most = "P7D")
    @WithDefault("PT6H")
    Duration keyStale();

    /** How long one call to a provider may take. */
    @Allowed(least = "PT0.1S", most = "PT30S")
    @WithDefault("PT5S")
    Duration call();

    /** How far a provider's clock may be from this machine's. */
    @Allowed(least = "PT0S", most = "PT1M")
    @WithDefault("PT30S")
    Duration clockSkew();

    /** How long after it was issued a token is accepted, however late it says that it expires. */
    @Allowed(least = "PT1M", most = "P7D")
    @WithDefault("P1D")
    Duration tokenAge();

    /** How old a security event may be; the ids of events are remembered for longer than that. */
    @Allowed(least = "PT1H", most = "P30D")
    @WithDefault("P7D")
    Duration eventAge();
}
