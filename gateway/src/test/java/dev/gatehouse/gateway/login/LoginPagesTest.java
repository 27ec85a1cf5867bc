package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginPagesTest {
    @Test
    void whoComesBackWithTooManyOthersIsToldToBeginAgain() {
        var answer = LoginPages.busy("acme");

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("10");
        assertThat(answer.getEntity().toString()).contains("Too many people", "/login/acme");
    }
}
