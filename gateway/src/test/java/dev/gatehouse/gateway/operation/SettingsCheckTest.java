package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {
    /** One property of each kind. */
    @ConfigMapping(prefix = "gatehouse.sample")
    public interface SampleConfig {
        @WithDefault("PT10S")
        Duration patience();

        @Allowed(least = "PT1H", most = "P30D")
        @WithDefault("P1D")
        Duration kept();

        @Allowed(least = "1")
        Optional<Integer> size();

        @WithDefault("5")
        int count();

        @WithDefault("false")
        boolean wanted();

        Group group();

        /** Nested. */
        interface Group {
            @Allowed(least = "1", most = "9")
            @WithDefault("3")
            long depth();
        }
    }

    @Test
    void takesTheDefaultsAndWhatIsWithinTheBounds() {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(Map.of("kept", "PT1H", "count", "0", "wanted", "true", "group.depth", "9")))
                .isEmpty();
    }

    @Test
    void namesThePropertyItsVariableAndWhatItTakes() {
        assertThat(problems(Map.of("kept", "PT1S")))
                .containsExactly("gatehouse.sample.kept (GATEHOUSE_SAMPLE_KEPT) is PT1S: it takes from PT1H to P30D");
        assertThat(problems(Map.of("group.depth", "10")))
                .singleElement()
                .asString()
                .contains("from 1 to 9");
        assertThat(problems(Map.of("size", "0"))).singleElement().asString().contains("at least 1");
    }

    @Test
    void refusesADurationOfNothingANegativeNumberAndATruthThatIsNone() {
        assertThat(problems(Map.of("patience", "PT0S")))
                .singleElement()
                .asString()
                .contains("patience");
        assertThat(problems(Map.of("count", "-1"))).singleElement().asString().contains("count");
        assertThat(problems(Map.of("wanted", "yess")))
                .singleElement()
                .asString()
                .contains("true or false");
    }

    private static List<String> problems(Map<String, String> set) {
        var values = new java.util.HashMap<String, String>();
        set.forEach((name, value) -> values.put("gatehouse.sample." + name, value));
        var config = new SmallRyeConfigBuilder()
                .withMapping(SampleConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
        return SettingsCheck.problems(MappedSettings.of(SampleConfig.class, config), Set.of());
    }
}
