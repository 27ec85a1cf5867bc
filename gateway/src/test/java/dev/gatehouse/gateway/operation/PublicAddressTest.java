package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.key.StartRefused;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicAddressTest {
    @Test
    void isTheOneThatIsSet() {
        assertThat(address(Map.of("gatehouse.public-url", "https://gate.example.com/base")))
                .isEqualTo("https://gate.example.com/base/scim");
    }

    @Test
    void isWhereTheGatewayListensWhereNoneIsSet() {
        assertThat(address(Map.of())).isEqualTo("http://127.0.0.1:8080/scim");
        assertThat(address(Map.of(
                        "gatehouse.host", "10.0.0.7",
                        "gatehouse.port", "8443",
                        "gatehouse.tls.certificate-file", "/x",
                        "gatehouse.tls.key-file", "/y")))
                .isEqualTo("https://10.0.0.7:8443/scim");
    }

    @Test
    void refusesToStartWithWhatIsNoAddress() {
        assertThatThrownBy(() -> address(Map.of("gatehouse.public-url", "https://gate.example.com/")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.public-url");
    }

    private static String address(Map<String, String> set) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(GatehouseConfig.class)
                .withMapping(TlsConfig.class)
                .withSources(new PropertiesConfigSource(set, "test", 100))
                .withValidateUnknown(false)
                .build();
        return new PublicAddress(
                        config.getConfigMapping(GatehouseConfig.class), config.getConfigMapping(TlsConfig.class))
                .of("/scim");
    }
}
