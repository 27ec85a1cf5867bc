package dev.gatehouse.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretLimitsTest {
    @Test
    void countsCharactersAndNotBytesOfAShortValue() {
        assertThat(SecretLimits.tooShort(bytes("1234567"))).isTrue();
        assertThat(SecretLimits.tooShort(bytes("äöüßäöü"))).isTrue();
        assertThat(SecretLimits.tooShort(bytes("12345678"))).isFalse();
        assertThat(SecretLimits.tooShort(bytes("äöüßäöüß"))).isFalse();
    }

    @Test
    void takesUpTo64KibibytesAndNoByteMore() {
        assertThat(SecretLimits.tooLong(new byte[64 * 1024])).isFalse();
        assertThat(SecretLimits.tooLong(new byte[64 * 1024 + 1])).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
