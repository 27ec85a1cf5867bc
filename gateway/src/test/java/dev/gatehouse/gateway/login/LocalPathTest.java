package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/account/acme", "/a/b-c/d.e", "/a?x=1&y=2", "/executions/019ab?tab=log"})
    void isAPlaceOfThisOrigin(String text) {
        assertThat(LocalPath.of(text)).map(LocalPath::text).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "account",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/a//evil.example",
                "/a/..//evil.example",
                "/..",
                "/.",
                "/%2f%2fevil.example",
                "/%5cevil.example",
                "https://evil.example",
                "https:evil.example",
                "javascript:alert(1)",
                "/\t/evil.example",
                "/\n/evil.example",
                "/a\r\nSet-Cookie: x=1",
                "/a;b",
                "/a#b",
                "/@evil.example",
                " /a",
                "/ä"
            })
    void isNothingElse(String text) {
        assertThat(LocalPath.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 100_000})
    void isShort(int length) {
        assertThat(LocalPath.of("/" + "a".repeat(length)).isPresent()).isEqualTo(length == 255);
    }
}
