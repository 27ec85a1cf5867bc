package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.key.StartRefused;
import dev.gatehouse.gateway.operation.ProxyConfig.Header;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where requests came from, that reached a door through proxies or past them. */
class SourceAddressesTest {
    private static final String PROXY = "10.0.0.5";

    private static String source(Header header, String peer, String... lines) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        boolean standard = header == Header.FORWARDED;
        for (String line : lines) {
            headers.add(standard ? "forwarded" : "x-forwarded-for", line);
        }
        headers.add(standard ? "x-forwarded-for" : "forwarded", "for=192.0.2.99");
        return addresses(header, "10.0.0.0/24", "fd00:1::/64").of(peer, headers).literal();
    }

    private static String source(String peer, String... lines) {
        return source(Header.X_FORWARDED_FOR, peer, lines);
    }

    private static SourceAddresses addresses(Header header, String... trusted) {
        return new SourceAddresses(new ProxyConfig() {
            @Override
            public Optional<List<String>> trusted() {
                return Optional.of(List.of(trusted)).filter(list -> !list.isEmpty());
            }

            @Override
            public Header header() {
                return header;
            }
        });
    }

    @Test
    void isWhomATrustedProxyNamesLast() {
        assertThat(source(PROXY, "203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(source(PROXY, "192.0.2.1, 203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(source(PROXY, "192.0.2.1", "203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(source("fd00:1::5", "203.0.113.7:41234")).isEqualTo("203.0.113.7");
        assertThat(source(PROXY, "[2001:db8::7]:41234")).isEqualTo("2001:db8::7");
    }

    @Test
    void isTheLastHopThatIsNoProxyOfOurs() {
        assertThat(source(PROXY, "192.0.2.1, 203.0.113.7, 10.0.0.9")).isEqualTo("203.0.113.7");
        assertThat(source(PROXY, "10.0.0.7, 203.0.113.7, 10.0.0.9")).isEqualTo("203.0.113.7");
        assertThat(source(PROXY, "10.0.0.8, 10.0.0.9")).isEqualTo("10.0.0.8");
    }

    @Test
    void isThePeerWhereNobodyIsTrustedToSayMore() {
        assertThat(source("198.51.100.1", "203.0.113.7")).isEqualTo("198.51.100.1");
        assertThat(addresses(Header.X_FORWARDED_FOR)
                        .of(PROXY, MultiMap.caseInsensitiveMultiMap().add("x-forwarded-for", "203.0.113.7"))
                        .literal())
                .isEqualTo(PROXY);
        assertThat(source(PROXY)).isEqualTo(PROXY);
    }

    @Test
    void isTheLastBelievedHopWhereWhatItNamesIsNoAddress() {
        assertThat(source(PROXY, "203.0.113.7, unknown")).isEqualTo(PROXY);
        assertThat(source(PROXY, "203.0.113.7, localhost, 10.0.0.9")).isEqualTo("10.0.0.9");
        assertThat(source(PROXY, "203.0.113.7,")).isEqualTo(PROXY);
    }

    @Test
    void isReadFromTheOneHeaderThatTheProxiesWrite() {
        var header = Header.FORWARDED;

        assertThat(source(header, PROXY, "for=192.0.2.1, for=203.0.113.7;proto=https;by=10.0.0.5"))
                .isEqualTo("203.0.113.7");
        assertThat(source(header, PROXY, "proto=https;For=\"[2001:db8::7]:41234\""))
                .isEqualTo("2001:db8::7");
        assertThat(source(header, PROXY, "for=\"192.0.2.1", "for=203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(source(header, PROXY, "for=_hidden")).isEqualTo(PROXY);
        assertThat(source(header, PROXY, "by=203.0.113.7")).isEqualTo(PROXY);
    }

    @Test
    void isNothingThatStandsInAQuotedString() {
        var header = Header.FORWARDED;

        assertThat(source(header, PROXY, "host=\"a;for=192.0.2.1;b\";for=203.0.113.7"))
                .isEqualTo("203.0.113.7");
        assertThat(source(header, PROXY, "for=203.0.113.7;host=\"a, for=192.0.2.1;b\""))
                .isEqualTo("203.0.113.7");
        assertThat(source(header, PROXY, "for=203.0.113.7;host=\"a\\\", for=192.0.2.1;b=\\\"\""))
                .isEqualTo("203.0.113.7");
        assertThat(source(header, PROXY, "host=\"a;for=192.0.2.1;b\"")).isEqualTo(PROXY);
    }

    @Test
    void isTheProxyWhereNobodyCanSayWhomItNames() {
        var header = Header.FORWARDED;

        assertThat(source(header, PROXY, "for=192.0.2.1;for=203.0.113.7")).isEqualTo(PROXY);
        assertThat(source(header, PROXY, "for=203.0.113.7;FOR=\"192.0.2.1\"")).isEqualTo(PROXY);
        assertThat(source(header, PROXY, "for=\", for=203.0.113.7;host=\"a, for=192.0.2.1;b\""))
                .isEqualTo(PROXY);
    }

    @Test
    void isCountedByItsNetwork() {
        assertThat(new SourceAddress("203.0.113.7").network()).isEqualTo("203.0.113.0/24");
        assertThat(new SourceAddress("2001:db8:1:2::7").network()).isEqualTo("2001:db8:1:0:0:0:0:0/48");
        assertThat(new SourceAddress("").network()).isEqualTo("unknown");
    }

    @Test
    void aNetworkThatCannotBeReadFailsTheStart() {
        assertThatThrownBy(() -> addresses(Header.FORWARDED, "10.0.0.5"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.proxy.trusted");
    }
}
