package dev.gatehouse.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredAddressesTest {
    private final DeclaredAddresses usual = new DeclaredAddresses(new EgressSettings(false));
    private final DeclaredAddresses unsafe = new DeclaredAddresses(new EgressSettings(true));

    @ParameterizedTest
    @ValueSource(strings = {"http://idp.example/realms/a", "HTTP://idp.example/", "http://127.0.0.1:8080/"})
    void withoutTlsAreForOperatorsWhoAllowThem(String url) {
        assertThat(usual.problem(url)).contains("nobody is called without TLS: write https");
        assertThat(unsafe.problem(url)).isEmpty();
    }

    @Test
    void ofOneSpellingWithTlsAreTaken() {
        assertThat(usual.problem("https://idp.example/realms/a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://idp.example./, host_malformed, write the host as a plain name",
        "https://0x7f.1/, host_malformed, write the host as a plain name",
        "ftp://idp.example/, scheme_forbidden, write an address that begins with https://",
        "https://ada@idp.example/, userinfo_forbidden, write the address without a user",
        "https://idp.example:0/, port_not_allowed, write a port from 1 to 65535",
        "https://idp.example/#a, url_malformed, write a URL of ASCII characters",
        "idp.example, scheme_forbidden, write an address that begins with https://"
    })
    void ofAnotherSpellingAreRefusedWithWhatToWrite(String url, String code, String advice) {
        for (DeclaredAddresses addresses : List.of(usual, unsafe)) {
            assertThat(addresses.problem(url).orElseThrow()).startsWith(code + ": " + advice);
        }
    }
}
