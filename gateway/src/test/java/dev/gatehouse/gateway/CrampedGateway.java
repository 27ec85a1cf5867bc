package dev.gatehouse.gateway;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * A gateway behind a proxy, with one seat for the requests of each act that wait, room for two executions of a tenant that
 * await approval, and little patience with bad tokens.
 */
public final class CrampedGateway implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "gatehouse.execution.approval-limit", "2",
                "gatehouse.execution.waiting-room", "1",
                "gatehouse.execution.batch-writers", "1",
                "gatehouse.identity.failed-lookups", "3",
                "gatehouse.proxy.trusted", "127.0.0.0/8");
    }
}
