package dev.gatehouse.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertThat(usual.problem("https://idp.example./")).contains("not a URL that is called: host_malformed");
        assertThat(unsafe.problem("https://idp.example./")).contains("not a URL that is called: host_malformed");
    }
}
