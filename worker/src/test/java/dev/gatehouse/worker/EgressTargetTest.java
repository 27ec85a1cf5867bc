package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The spellings of a URL that pass, and next to each those that do not. */
class EgressTargetTest {
    @ParameterizedTest
    @CsvSource({
        "https://idp.example, idp.example, 443, /, idp.example",
        "HTTPS://IDP.Example/keys, idp.example, 443, /keys, idp.example",
        "https://idp.example:443/a?b=c, idp.example, 443, /a?b=c, idp.example",
        "https://idp.example:8443/a, idp.example, 8443, /a, idp.example:8443",
        "https://idp.example?b, idp.example, 443, /?b, idp.example",
        "https://xn--bcher-kva.example/, xn--bcher-kva.example, 443, /, xn--bcher-kva.example",
        "https://8.8.8.8/, 8.8.8.8, 443, /, 8.8.8.8",
        "https://[2606:4700::1]/, 2606:4700:0:0:0:0:0:1, 443, /, [2606:4700:0:0:0:0:0:1]",
        "https://1password.example/, 1password.example, 443, /, 1password.example",
        "https://0x7f.example/, 0x7f.example, 443, /, 0x7f.example",
        "http://localhost:8080/a%2Fb, localhost, 8080, /a%2Fb, localhost:8080"
    })
    void readsTheOneSpelling(String url, String host, int port, String path, String authority) throws EgressRefused {
        EgressTarget target = EgressTarget.of(url);

        assertThat(target.host()).isEqualTo(host);
        assertThat(target.port()).isEqualTo(port);
        assertThat(target.path()).isEqualTo(path);
        assertThat(target.authority()).isEqualTo(authority);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Other forms of 127.0.0.1, and of 169.254.169.254.
                "https://2130706433/",
                "https://127.1/",
                "https://127.0.1/",
                "https://0177.0.0.1/",
                "https://0177.0.0.01/",
                "https://00000177.1/",
                "https://017700000001/",
                "https://0x7f.0.0.1/",
                "https://0x7f000001/",
                "https://0X7F.0X0.0X0.0X1/",
                "https://0x7f.1/",
                "https://127.0.0.0x1/",
                "https://127.0.0.01/",
                "https://127.0.0.001/",
                "https://127.000.000.001/",
                "https://127.0.0.1.1/",
                "https://127.0.0.256/",
                "https://4294967295/",
                "https://99999999999/",
                "https://0/",
                "https://00/",
                "https://0x/",
                "https://2852039166/",
                "https://0xa9fea9fe/",
                "https://169.254.43518/",
                "https://169.0xfe.0xa9.254/",
                "https://example.0x1/",
                "https://example.1/",
                // Trailing dots and empty labels.
                "https://127.0.0.1./",
                "https://localhost./",
                "https://idp.example./",
                "https://idp..example/",
                "https://.idp.example/",
                "https://./",
                // Other alphabets, and what they are mapped to by some.
                "https://１２７.0.0.1/",
                "https://127。0。0。1/",
                "https://①②⑦.0.0.1/",
                "https://ⓛocalhost/",
                "https://bücher.example/",
                "https://idp.example\u00ad/",
                "https://localh\u200dost/",
                "https://ｌｏｃａｌｈｏｓｔ/",
                "https://%6c%6f%63alhost/",
                "https://127%2e0%2e0%2e1/",
                "https://idp.example%00.evil.example/",
                // IPv6 in forms that are addresses of IPv4, have a zone, or are none.
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[0:0:0:0:0:ffff:127.0.0.1]/",
                "https://[::ffff:8.8.8.8]/",
                "https://[fe80::1%25eth0]/",
                "https://[fe80::1%eth0]/",
                "https://[::1/",
                "https://::1/",
                "https://[v1.fe80]/",
                "https://[]/",
                "https://[127.0.0.1]/",
                "https://[:::]/",
                // Whom does it name?
                "https://idp.example@127.0.0.1/",
                "https://user:password@idp.example/",
                "https://@idp.example/",
                "https://idp.example:443@127.0.0.1/",
                "https://idp.example:@evil.example/",
                "https://127.0.0.1:443:80/",
                "https://idp.example:0/",
                "https://idp.example:65536/",
                "https://idp.example:-1/",
                "https://idp.example:4 43/",
                "https://idp.example:0x1bb/",
                "https://idp.example#@127.0.0.1/",
                "https://idp.example/#fragment",
                "https://idp.example\\@127.0.0.1/",
                "https:\\\\idp.example/",
                "https://idp.example\\.evil.example/",
                "https://idp_internal.example/",
                "https://-idp.example/",
                "https://idp-.example/",
                "https://idp example/",
                " https://idp.example/",
                "https://idp.example/\r\nHost: evil.example",
                "https://idp.example/\tx",
                "https://idp.example/a b",
                "https://*.example/",
                "https:///keys",
                "https://",
                "https:idp.example",
                "//idp.example/",
                "idp.example",
                "",
                // Other schemes.
                "file:///etc/passwd",
                "ftp://idp.example/",
                "gopher://127.0.0.1:6379/_INFO",
                "jar:https://idp.example/a.jar!/",
                "ldap://idp.example/",
                "data:application/json,{}",
                "javascript:alert(1)",
                "ws://idp.example/",
                "https+unix://%2Fvar%2Frun/"
            })
    void refusesEveryOther(String url) {
        assertThatThrownBy(() -> EgressTarget.of(url)).isInstanceOf(EgressRefused.class);
    }

    @Test
    void refusesANameOrAUrlThatIsTooLong() throws EgressRefused {
        String label = "a".repeat(63) + ".";
        String most = label.repeat(3) + "a".repeat(61);

        assertThat(EgressTarget.of("https://" + most + "/").host()).hasSize(253);
        assertThatThrownBy(() -> EgressTarget.of("https://" + most + "a/")).isInstanceOf(EgressRefused.class);
        assertThatThrownBy(() -> EgressTarget.of("https://" + "a".repeat(64) + ".example/"))
                .isInstanceOf(EgressRefused.class);
        assertThat(EgressTarget.of("https://idp.example/" + "a".repeat(2_028)).path())
                .hasSize(2_029);
        assertThatThrownBy(() -> EgressTarget.of("https://idp.example/" + "a".repeat(2_029)))
                .isInstanceOf(EgressRefused.class);
    }
}
