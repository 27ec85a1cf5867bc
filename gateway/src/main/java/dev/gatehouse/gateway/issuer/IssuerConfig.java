package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The tokens that the gateway makes itself: access tokens at `/oidc/TENANT`, and runs' identity at `/run/TENANT`. */
@ConfigMapping(prefix = "gatehouse.issuer")
public interface IssuerConfig {
    /** How long an access token lives. */
    @Allowed(least = "PT1M", most = "PT1H")
    @WithDefault("PT10M")
    Duration tokenLife();

    /** How long a token lives by which a run shows who it is; its worker renews it while it runs. */
    @Allowed(least = "PT1M", most = "PT15M")
    @WithDefault("PT5M")
    Duration runTokenLife();

    /** How long a key signs before the next one does. */
    @Allowed(least = "P1D", most = "P366D")
    @WithDefault("P30D")
    Duration keyLife();
}
