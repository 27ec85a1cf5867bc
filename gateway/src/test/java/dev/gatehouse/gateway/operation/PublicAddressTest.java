package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.key.StartRefused;
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

    @Test
    void knowsWhatIsItsOwnInAnyCaseOfItsLetters() {
        PublicAddress gateway = TestAddress.of("https://gate.example.com");

        assertThat(gateway.isOurs("https://gate.example.com")).isTrue();
        assertThat(gateway.isOurs("https://gate.example.com/api/v1/acme")).isTrue();
        assertThat(gateway.isOurs("HTTPS://Gate.Example.com/run/acme")).isTrue();
        assertThat(gateway.isOurs("https://gate.example.com?x")).isTrue();
    }

    @Test
    void whatOnlyBeginsAsItDoesIsSomebodyElses() {
        PublicAddress gateway = TestAddress.of("https://gate.example.com");

        assertThat(gateway.isOurs("https://gate.example.com.evil.example")).isFalse();
        assertThat(gateway.isOurs("https://gate.example.com:8443/api")).isFalse();
        assertThat(gateway.isOurs("https://vault.example.com")).isFalse();
        assertThat(gateway.isOurs("vault")).isFalse();
    }

    private static String address(Map<String, String> set) {
        return TestAddress.of(set).of("/scim");
    }
}
