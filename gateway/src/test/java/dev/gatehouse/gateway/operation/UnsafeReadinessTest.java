package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.GatehouseConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class UnsafeReadinessTest {
    @Test
    void namesEachUnsafePropertyThatIsOnAndIsReady() {
        HealthCheckResponse finding = findings(Map.of("gatehouse.unsafe-plain-http", "true"));

        assertThat(finding.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(finding.getData().orElseThrow()).containsEntry("gatehouse.unsafe-plain-http", "on");
    }

    @Test
    void namesNoneWhereNoneIsOn() {
        assertThat(findings(Map.of()).getData()).isEmpty();
        assertThat(findings(Map.of("gatehouse.unsafe-plain-http", "false")).getData())
                .isEmpty();
    }

    private static HealthCheckResponse findings(Map<String, String> set) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(GatehouseConfig.class)
                .withSources(new PropertiesConfigSource(set, "test", 100))
                .build();
        return new UnsafeReadiness(MappedSettings.of(GatehouseConfig.class, config)).call();
    }
}
