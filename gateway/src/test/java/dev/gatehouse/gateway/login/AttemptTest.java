package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.sso.IdentityProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptTest {
    private static final IdentityProvider CORP = provider("acme", new UUID(1, 1));

    private final Attempt attempt = Attempt.next(new SecureRandom(), new LocalPath("/account/acme"));

    private static IdentityProvider provider(String tenant, UUID id) {
        return new IdentityProvider(
                tenant,
                id,
                "corp",
                1,
                "https://idp.example",
                "gatehouse",
                List.of(),
                Optional.empty(),
                "sub",
                Optional.empty(),
                true,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of("browser-client"),
                List.of("openid"));
    }

    @Test
    void isTheSameWhenTheBrowserShowsItAgain() {
        Attempt shown = Attempt.parse(attempt.cookie()).orElseThrow();

        assertThat(shown.state(CORP)).isEqualTo(attempt.state(CORP));
        assertThat(shown.nonce(CORP)).isEqualTo(attempt.nonce(CORP));
        assertThat(shown.verifier(CORP)).isEqualTo(attempt.verifier(CORP));
        assertThat(shown.returnTo()).isEqualTo(new LocalPath("/account/acme"));
    }

    @Test
    void isAnotherEachTimeAndForEachProviderAndTenantAndPlace() {
        Attempt other = Attempt.next(new SecureRandom(), new LocalPath("/account/acme"));
        Attempt elsewhere = Attempt.parse(attempt.cookie().replace("/account/acme", "/account"))
                .orElseThrow();

        assertThat(List.of(
                        attempt.state(CORP),
                        attempt.nonce(CORP),
                        attempt.verifier(CORP),
                        other.state(CORP),
                        elsewhere.state(CORP),
                        attempt.state(provider("acme", new UUID(1, 2))),
                        attempt.state(provider("globex", new UUID(1, 1)))))
                .doesNotHaveDuplicates();
    }

    @Test
    void challengesWithTheHashOfItsVerifier() throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(attempt.verifier(CORP).getBytes(StandardCharsets.US_ASCII));

        assertThat(Base64.getUrlDecoder().decode(attempt.challenge(CORP))).isEqualTo(hash);
        // RFC 7636, section 4.1.
        assertThat(attempt.verifier(CORP)).matches("[A-Za-z0-9._~-]{43,128}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", ".", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "short./account"})
    void isNoneWhereTheCookieHoldsSomethingElse(String cookie) {
        assertThat(Attempt.parse(cookie)).isEmpty();
    }

    @Test
    void leadsToNoOtherHostWhateverTheCookieSays() {
        String secret = attempt.cookie().substring(0, 43);

        assertThat(Attempt.parse(secret + ".//evil.example")).isEmpty();
        assertThat(Attempt.parse(secret + ".https://evil.example")).isEmpty();
    }

    @Test
    void cannotBePrinted() {
        assertThat(attempt.toString()).isEqualTo("Attempt[redacted]");
    }
}
