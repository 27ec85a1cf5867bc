package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import java.util.OptionalInt;

/** What no tenant may exceed, whatever its namespaces declare. */
@ConfigMapping(prefix = "gatehouse.limit")
public interface LimitConfig {
    /** How many requests to start executions one gateway takes from each tenant in a second; any number where it is absent. */
    @Allowed(least = "1", most = "1000000")
    OptionalInt tenantRequests();
}
