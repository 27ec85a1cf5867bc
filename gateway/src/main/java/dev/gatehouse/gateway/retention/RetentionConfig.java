package dev.gatehouse.gateway.retention;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long records are kept; the audit log's own leaves are for ever. */
@ConfigMapping(prefix = "gatehouse.retention")
public interface RetentionConfig {
    /** How long the logs of an execution that is over are kept; a day longer at the most. */
    @Allowed(least = "P1D")
    @WithDefault("P30D")
    Duration logs();

    /** How long executions that are over, their idempotency keys, the questions of policy and leases of secrets that ended are kept. */
    @Allowed(least = "P7D")
    @WithDefault("P90D")
    Duration executions();

    /** How long the values behind an event's commitments (names, inputs, outputs) and ends of a part of somebody's access are kept. */
    @Allowed(least = "P30D")
    @WithDefault("P400D")
    Duration eventDetails();

    /** How often what is older is looked for. */
    @Allowed(least = "PT1S", most = "P1D")
    @WithDefault("PT10M")
    Duration sweep();

    /** How many executions, questions or events one transaction looks at. */
    @Allowed(least = "1", most = "1000")
    @WithDefault("200")
    int batch();

    /** How long a sweep rests after each transaction, so that it leaves the database to the others. */
    @WithDefault("PT0.1S")
    Duration rest();
}
