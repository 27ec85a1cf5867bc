package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormBodyTest {
    @Test
    void hasTheFieldsOfTheBody() {
        FormBody form = FormBody.parse("token=a%2Bb+c&other=").orElseThrow();

        assertThat(form.field("token")).contains("a+b c");
        assertThat(form.field("other")).contains("");
        assertThat(form.field("none")).isEmpty();
        assertThat(form.toString()).isEqualTo("FormBody[redacted]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token", "=x", "a=1&a=2", "a=%zz", "a=1&&b=2"})
    void isNothingElse(String body) {
        assertThat(FormBody.parse(body)).isEmpty();
    }

    @Test
    void isSmall() {
        assertThat(FormBody.parse("a=1&".repeat(100_000))).isEmpty();
    }
}
