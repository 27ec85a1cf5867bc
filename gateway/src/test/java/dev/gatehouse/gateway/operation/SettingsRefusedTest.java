package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.execution.ExecutionConfig;
import dev.gatehouse.gateway.execution.StreamConfig;
import dev.gatehouse.gateway.identity.IdentityConfig;
import dev.gatehouse.gateway.workers.WorkersConfig;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings under which the gateway would hang, spin, or lose what live workers run. */
class SettingsRefusedTest {
    private static final List<Class<?>> MAPPINGS =
            List.of(ExecutionConfig.class, WorkersConfig.class, StreamConfig.class, IdentityConfig.class);

    private static List<String> problems(Map<String, String> set) {
        var builder = new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(set, "test", 100));
        MAPPINGS.forEach(builder::withMapping);
        var config = builder.build();
        Map<String, Property> properties = new TreeMap<>();
        MAPPINGS.forEach(mapping -> properties.putAll(MappedSettings.declared(mapping)));
        return SettingsCheck.problems(new MappedSettings(properties, config), Set.of());
    }

    @Test
    void theDefaultsFitTogether() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gatehouse.execution.largest-batch",
                "gatehouse.execution.batch-writers",
                "gatehouse.execution.waiting-room",
                "gatehouse.execution.queue-limit",
                "gatehouse.execution.silent-deliveries",
                "gatehouse.identity.failed-lookups",
                "gatehouse.stream.per-subject",
                "gatehouse.stream.per-tenant",
                "gatehouse.stream.per-gateway",
                "gatehouse.stream.readers"
            })
    void refusesNothingOfWhatIsNeeded(String property) {
        assertThat(problems(Map.of(property, "0"))).singleElement().asString().startsWith(property + " (GATEHOUSE_");
        assertThat(problems(Map.of(property, "1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gatehouse.worker.session-key-ttl, PT1H, PT1H0.001S",
        "gatehouse.worker.long-poll, PT50S, PT60S",
        "gatehouse.identity.token-cache, PT1M, PT61S"
    })
    void refusesMoreThanTheDesignAllows(String property, String most, String more) {
        assertThat(problems(Map.of(property, more))).singleElement().asString().startsWith(property + " (GATEHOUSE_");
        assertThat(problems(Map.of(property, most))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gatehouse.worker.renewal, PT29S, PT30S, gatehouse.worker.session-ttl, PT30S",
        "gatehouse.worker.session-ttl, PT6S, PT5S, gatehouse.worker.renewal, PT5S",
        "gatehouse.worker.credential-ttl, PT6S, PT5S, gatehouse.worker.renewal, PT5S",
        "gatehouse.execution.misses-apart, PT4.9S, PT5S, gatehouse.worker.renewal, PT5S",
        "gatehouse.execution.gap-grace, PT30S, PT29S, gatehouse.worker.session-ttl, PT30S"
    })
    void refusesWhatWouldLoseExecutionsOfLiveWorkers(
            String property, String fits, String doesNot, String other, String standard) {
        assertThat(problems(Map.of(property, doesNot)))
                .singleElement()
                .asString()
                .contains(property + " (" + Variables.variable(property) + ") of " + doesNot)
                .contains(other + " (" + Variables.variable(other) + ") of " + standard);
        assertThat(problems(Map.of(property, fits))).isEmpty();
    }

    @Test
    void takesADifferentSetThatFitsTogether() {
        assertThat(problems(Map.of(
                        "gatehouse.worker.session-ttl", "PT6S",
                        "gatehouse.worker.renewal", "PT1S",
                        "gatehouse.execution.misses-apart", "PT0.8S",
                        "gatehouse.execution.gap-grace", "PT6S")))
                .isEmpty();
    }
}
