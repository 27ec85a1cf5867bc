package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyTest {
    private static final EgressPolicy STRICT = EgressPolicy.of(List.of(), List.of(), false);

    /** {@code allowed}, or the code of the refusal. */
    private static String asked(EgressPolicy policy, String url, String... addresses) {
        try {
            EgressTarget target = EgressTarget.of(url);
            policy.admit(target);
            policy.admit(
                    target,
                    Stream.of(addresses.length == 0 ? new String[] {target.host()} : addresses)
                            .map(InetAddress::ofLiteral)
                            .toList());
            return "allowed";
        } catch (EgressRefused refused) {
            return refused.code();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:808:808::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1"
            })
    void noAddressIsCalledThatIsNotPublic(String address) {
        assertThat(asked(STRICT, "https://idp.example/", address)).isEqualTo("address_forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2003::1",
                "2606:4700::1111",
                "3ffe::1"
            })
    void theirPublicNeighboursAre(String address) {
        assertThat(asked(STRICT, "https://idp.example/", address)).isEqualTo("allowed");
    }

    @Test
    void oneForbiddenAddressOfSeveralForbidsTheName() {
        assertThat(asked(STRICT, "https://idp.example/", "1.1.1.1", "9.9.9.9")).isEqualTo("allowed");
        assertThat(asked(STRICT, "https://idp.example/", "1.1.1.1", "127.0.0.1"))
                .isEqualTo("address_forbidden");
    }

    @Test
    void aNameWithoutADotIsCalledOnlyWhereARuleNamesIt() {
        var named = EgressPolicy.of(List.of("keycloak"), List.of("10.0.0.0/8"), false);

        assertThat(asked(STRICT, "https://keycloak/", "1.1.1.1")).isEqualTo("host_not_allowed");
        assertThat(asked(named, "https://keycloak/", "10.0.0.7")).isEqualTo("allowed");
        assertThat(asked(named, "https://vault/", "10.0.0.7")).isEqualTo("host_not_allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "https://idp.example/, allowed",
        "https://IDP.EXAMPLE/, allowed",
        "https://a.corp.example/, allowed",
        "https://a.b.corp.example/, allowed",
        "https://idp.example:8443/, port_not_allowed",
        "https://sts.example:8443/, allowed",
        "https://sts.example/, allowed",
        "https://any.example:9999/, allowed",
        "https://corp.example/, host_not_allowed",
        "https://evilcorp.example/, host_not_allowed",
        "https://idp.example.evil.test/, host_not_allowed",
        "https://xidp.example/, host_not_allowed",
        "http://idp.example/, scheme_forbidden"
    })
    void rulesAboutHostsNarrow(String url, String outcome) {
        var policy = EgressPolicy.of(
                List.of("idp.example", "*.corp.example", "sts.example:8443", "any.example:*"), List.of(), false);

        assertThat(asked(policy, url, "1.1.1.1")).isEqualTo(outcome);
    }

    @Test
    void aHostThatIsNamedIsNotTherebyAllowedToBePrivate() {
        var policy = EgressPolicy.of(List.of("idp.example:*"), List.of(), false);

        assertThat(asked(policy, "https://idp.example/", "10.0.0.1")).isEqualTo("address_forbidden");
    }

    @ParameterizedTest
    @CsvSource({
        "https://idp.example/, 10.20.0.1, allowed",
        "https://idp.example/, 10.21.0.1, address_forbidden",
        "https://idp.example:8443/, 10.20.0.1, address_forbidden",
        "https://idp.example:8443/, 10.30.0.9, allowed",
        "https://idp.example/, 10.30.0.9, address_forbidden",
        "https://idp.example:99/, fd00:1::5, allowed",
        "https://idp.example:99/, fd00:2::5, address_forbidden",
        "https://idp.example/, 1.1.1.1, allowed",
        "https://idp.example:8443/, 1.1.1.1, port_not_allowed",
        "https://10.20.0.1/, 10.20.0.1, allowed",
        "https://10.21.0.1/, 10.21.0.1, address_forbidden"
    })
    void rulesAboutNetworksWiden(String url, String address, String outcome) {
        var policy = EgressPolicy.of(List.of(), List.of("10.20.0.0/16", "10.30.0.9/32:8443", "fd00:1::/32:*"), false);

        assertThat(asked(policy, url, address)).isEqualTo(outcome);
    }

    @Test
    void metadataIsReachedOnlyWhereARuleNamesItsOneAddress() {
        var wide = EgressPolicy.of(List.of(), List.of("169.254.0.0/16", "fd00::/8", "100.64.0.0/10"), false);
        var named = EgressPolicy.of(List.of(), List.of("169.254.169.254/32"), false);

        assertThat(asked(wide, "https://idp.example/", "169.254.1.1")).isEqualTo("allowed");
        for (String address : List.of("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200")) {
            assertThat(asked(wide, "https://idp.example/", address)).isEqualTo("address_forbidden");
        }
        assertThat(asked(named, "https://idp.example/", "169.254.169.254")).isEqualTo("allowed");
    }

    @Test
    void whatIsCarriedOverIpv6IsCheckedToo() {
        var policy = EgressPolicy.of(List.of(), List.of("64:ff9b::/96", "2002::/16"), false);

        assertThat(asked(policy, "https://idp.example/", "64:ff9b::808:808")).isEqualTo("allowed");
        assertThat(asked(policy, "https://idp.example/", "64:ff9b::7f00:1")).isEqualTo("address_forbidden");
        assertThat(asked(policy, "https://idp.example/", "64:ff9b::a9fe:a9fe")).isEqualTo("address_forbidden");
        assertThat(asked(policy, "https://idp.example/", "2002:808:808::1")).isEqualTo("allowed");
        assertThat(asked(policy, "https://idp.example/", "2002:a00:1::1")).isEqualTo("address_forbidden");
    }

    @Test
    void plainHttpReachesLoopbackOnlyAndOnlyWhereTheOperatorSaysSo() {
        List<String> networks = List.of("127.0.0.0/8:*", "10.0.0.0/8:*");
        var unsafe = EgressPolicy.of(List.of(), networks, true);
        var safe = EgressPolicy.of(List.of(), networks, false);

        assertThat(asked(unsafe, "http://127.0.0.1:8080/")).isEqualTo("allowed");
        assertThat(asked(unsafe, "http://10.0.0.1:8080/")).isEqualTo("scheme_forbidden");
        assertThat(asked(unsafe, "http://idp.example/", "1.1.1.1")).isEqualTo("scheme_forbidden");
        assertThat(asked(safe, "http://127.0.0.1:8080/")).isEqualTo("scheme_forbidden");
        assertThat(asked(safe, "https://127.0.0.1:8080/")).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "fd00::/129",
                "10/8",
                "x/8",
                "/8",
                "10.0.0.0/8:0",
                "10.0.0.0/8:65536",
                "10.0.0.0/8:x",
                "10.0.0.0/8:",
                ""
            })
    void aNetworkThatIsNoneIsRefusedByItsName(String rule) {
        assertThatThrownBy(() -> EgressPolicy.of(List.of(), List.of(rule), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*.", "a b", "https://idp.example", "-a", "idp.example:0", "idp.example:x", "é"})
    void aHostThatIsNoneIsRefused(String rule) {
        assertThatThrownBy(() -> EgressPolicy.of(List.of(rule), List.of(), false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
