package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CookiesTest {
    private static Optional<String> value(String... headers) {
        return Cookies.value(List.of(headers), "__Host-a");
    }

    @Test
    void isTheOneOfItsName() {
        assertThat(value("x=1; __Host-a=v=1; y=2")).contains("v=1");
        assertThat(value("x=1", "__Host-a=v")).contains("v");
    }

    @Test
    void isNoneWhereItIsMissingOrThereTwice() {
        assertThat(value()).isEmpty();
        assertThat(value("a=v; __host-a=v; ;=;")).isEmpty();
        assertThat(value("__Host-a=v; __Host-a=v")).isEmpty();
    }

    @Test
    void isOfThisHostOnlyAndOutOfScriptsReach() {
        assertThat(Cookies.kept("__Host-a", "v")).isEqualTo("__Host-a=v; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(Cookies.kept("__Host-a", "v", Duration.ofMinutes(1))).endsWith("; Max-Age=60");
        assertThat(Cookies.forgotten("__Host-a"))
                .isEqualTo("__Host-a=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
