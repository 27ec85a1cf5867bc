package dev.gatehouse.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.key.StartRefused;
import dev.gatehouse.worker.EgressAnswer;
import dev.gatehouse.worker.EgressRequest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressProducerTest {
    private static final EgressRequest.Limits LIMITS = new EgressRequest.Limits(Duration.ofSeconds(5), 100);

    private static EgressAnswer call(String url, Map<String, String> settings) {
        EgressConfig config = new SmallRyeConfigBuilder()
                .withMapping(EgressConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(EgressConfig.class);
        return new EgressProducer().egress(config).send("acme", EgressRequest.json(url, LIMITS));
    }

    @Test
    void withoutSettingsNothingOfThisMachineOrItsNetworkIsCalled() {
        for (String url :
                new String[] {"https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://169.254.169.254/"
                }) {
            assertThat(call(url, Map.of())).isEqualTo(new EgressAnswer.Refused("address_forbidden"));
        }
        assertThat(call("http://127.0.0.1/", Map.of())).isEqualTo(new EgressAnswer.Refused("scheme_forbidden"));
    }

    @Test
    void settingsNarrowAndWiden() {
        assertThat(call("https://idp.example/", Map.of("gatehouse.egress.hosts", "sso.example,*.corp.example")))
                .isEqualTo(new EgressAnswer.Refused("host_not_allowed"));
        assertThat(call("https://127.0.0.1:1/", Map.of("gatehouse.egress.networks", "10.0.0.0/8,127.0.0.0/8:1")))
                .isEqualTo(new EgressAnswer.Failed("unreachable"));
    }

    @ParameterizedTest
    @CsvSource({
        "gatehouse.egress.hosts, https://idp.example",
        "gatehouse.egress.networks, 10.0.0.1/8",
        "gatehouse.egress.networks, everything",
        "gatehouse.egress.ca-file, /nowhere/ca.pem"
    })
    void aSettingThatCannotBeReadFailsTheStartByItsName(String property, String value) {
        assertThatThrownBy(() -> call("https://idp.example/", Map.of(property, value)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(property)
                .hasMessageContaining(value);
    }
}
