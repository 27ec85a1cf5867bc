package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.key.StartRefused;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:18187",
                "http://127.0.0.1:18187/run/demo",
                "http://localhost:18187",
                "HTTP://LocalHost:18187/api",
                "http://localhost.:18187",
                "http://demo.localhost:18187",
                "http://ip6-localhost:18187",
                "http://127.1:18187",
                "http://127.0.1:18187",
                "http://127.8.9.10:18187",
                "http://2130706433:18187",
                "http://0x7f000001:18187",
                "http://0x7f.1:18187",
                "http://0177.0.0.1:18187",
                "http://0.0.0.0:18187",
                "http://[::1]:18187",
                "http://[0:0:0:0:0:0:0:1]:18187/",
                "http://[::ffff:127.0.0.1]:18187",
                "http://[::]:18187",
                "//127.0.0.1:18187",
                "127.0.0.1:18187",
                "localhost:18187",
                "localhost:018187",
                "http:127.0.0.1:18187",
                "http:/127.0.0.1:18187",
                "http:\\127.0.0.1:18187",
                "https://127.0.0.1:18187",
                "ws://127.0.0.1:18187",
                "grpc://127.0.0.1:18187",
                "http://127.0.0.1.:18187",
                "http://127.0.0.1:18187.",
                "http://user@127.0.0.1:18187/",
                "http://user:word@127.0.0.1:18187/",
                "http://example.org@127.0.0.1:18187/",
                "user@127.0.0.1:18187",
                " http://127.0.0.1:18187 ",
                "http://127.0.0.1:18187?x=y",
                "http://127.0.0.1:18187#x",
                "http://%31%32%37.0.0.1:18187"
            })
    void knowsItselfInEverySpellingThatLeadsToIt(String text) {
        assertThat(TestAddress.of("http://127.0.0.1:18187").isOurs(text)).isTrue();
        assertThat(TestAddress.of("http://localhost:18187").isOurs(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:18188",
                "http://127.0.0.1:1818",
                "http://127.0.0.1",
                "http://localhost",
                "localhost",
                "http://128.0.0.1:18187",
                "http://[::2]:18187",
                "http://notlocalhost:18187",
                "http://localhost.example.org:18187",
                "http://127.0.0.1.example.org:18187",
                "http://127.0.0.1:18187@example.org",
                "https://example.org",
                "https://example.org/127.0.0.1:18187",
                "https://example.org?http://127.0.0.1:18187",
                "//iam.googleapis.com/projects/1/locations/global",
                "sts.amazonaws.com",
                "api://127001-18187",
                "urn:gatehouse:18187",
                "openbao",
                "[",
                "http://",
                ""
            })
    void isNobodyElseAtTheSamePlace(String text) {
        assertThat(TestAddress.of("http://127.0.0.1:18187").isOurs(text)).isFalse();
    }

    @Test
    void theUsualPortIsSaidOrNot() {
        PublicAddress gateway = TestAddress.of("https://gate.example.com");

        assertThat(gateway.isOurs("https://gate.example.com:443/")).isTrue();
        assertThat(gateway.isOurs("https://gate.example.com.")).isTrue();
        assertThat(gateway.isOurs("//gate.example.com")).isTrue();
        assertThat(gateway.isOurs("gate.example.com")).isTrue();
        assertThat(gateway.isOurs("gate.example.com/run/acme")).isTrue();
        assertThat(gateway.isOurs("gate.example.com:443")).isTrue();
        assertThat(gateway.isOurs("gate.example.com:8443")).isFalse();
        assertThat(gateway.isOurs("http://gate.example.com")).isFalse();
        assertThat(gateway.isOurs("localhost:443")).isFalse();
    }

    @Test
    void whatLiesBesideItsPathIsSomebodyElses() {
        PublicAddress gateway = TestAddress.of("https://example.com/gate");

        assertThat(gateway.isOurs("https://example.com/gate")).isTrue();
        assertThat(gateway.isOurs("https://example.com//gate/run/acme")).isTrue();
        assertThat(gateway.isOurs("https://example.com/x/../gate/")).isTrue();
        assertThat(gateway.isOurs("https://example.com/x/%2e%2e/%67ate")).isTrue();
        assertThat(gateway.isOurs("https://example.com/gates")).isFalse();
        assertThat(gateway.isOurs("https://example.com/gate/../vault")).isFalse();
        assertThat(gateway.isOurs("https://example.com/vault")).isFalse();
        assertThat(gateway.isOurs("https://example.com")).isFalse();
    }

    @Test
    void knowsItselfWhereItListensByAnAddressOfVersionSix() {
        PublicAddress gateway = TestAddress.of(Map.of("gatehouse.host", "fd00::7"));

        assertThat(gateway.of("/scim")).isEqualTo("http://[fd00::7]:8080/scim");
        assertThat(gateway.isOurs("http://[fd00:0:0::7]:8080")).isTrue();
        assertThat(gateway.isOurs("http://[fd00::8]:8080")).isFalse();
    }

    private static String address(Map<String, String> set) {
        return TestAddress.of(set).of("/scim");
    }
}
