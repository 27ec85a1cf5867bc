package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The access tokens that the gateway makes itself, at `/oidc/TENANT`. */
@ConfigMapping(prefix = "gatehouse.issuer")
public interface IssuerConfig {
    /** How long an access token lives. */
    @Allowed(least = "PT1M", most = "PT1H")
    @WithDefault("PT10M")
    Duration tokenLife();

    /** How long a key signs before the next one does. */
    @Allowed(least = "P1D", most = "P366D")
    @WithDefault("P30D")
    Duration keyLife();
}
