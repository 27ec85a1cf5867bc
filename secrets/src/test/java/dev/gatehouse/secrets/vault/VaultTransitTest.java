package dev.gatehouse.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.FakePeer;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.TransitKeys.MadeKey;
import dev.gatehouse.secrets.TransitKeys.OpenedKey;
import dev.gatehouse.secrets.VaultLogin;
import dev.gatehouse.secrets.VaultSettings;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class VaultTransitTest {
    private static final String MAKE = "POST /v1/transit/datakey/plaintext/gatehouse";
    private static final String OPEN = "POST /v1/transit/decrypt/gatehouse";
    private static final String KEY =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private final FakePeer vault = FakePeer.start();

    @BeforeEach
    void letsIn() {
        vault.says("POST /v1/auth/approle/login", 200, """
                {"renewable":false,"auth":{"client_token":"s.first","accessor":"a","policies":["default"],
                 "metadata":null,"lease_duration":90,"renewable":true}}""");
    }

    @AfterEach
    void close() {
        vault.close();
    }

    private VaultTransit transit(Egress egress) {
        var settings = new VaultSettings(
                vault.address(),
                Optional.empty(),
                Optional.empty(),
                new VaultLogin.AppRole(
                        "approle",
                        "the-role",
                        () -> Optional.of(SecretValue.taking("the-secret-id".getBytes(StandardCharsets.UTF_8)))),
                Map.of(),
                Optional.empty(),
                Duration.ofSeconds(2));
        return new VaultTransit(
                "transit",
                "gatehouse",
                settings,
                egress,
                MasterKey.ofProcess(new SecureRandom()),
                () -> Instant.parse("2026-11-22T10:00:00Z"));
    }

    @Test
    void makesAKeyAndOpensItByWhatIsKept() {
        vault.says(MAKE, 200, "{\"data\":{\"ciphertext\":\"vault:v1:abc\",\"plaintext\":\"" + KEY + "\"}}")
                .says(OPEN, 200, "{\"data\":{\"plaintext\":\"" + KEY + "\"}}");
        var transit = transit(FakePeer.open());

        var made = (MadeKey.Made) transit.make();
        var opened = (OpenedKey.Opened) transit.open(made.wrapped());

        assertThat(made.wrapped()).isEqualTo("vault:v1:abc");
        assertThat(opened.key().id()).isEqualTo(made.key().id());
        assertThat(vault.asked().getLast().body()).contains("\"ciphertext\":\"vault:v1:abc\"");
        assertThat(vault.asked().getLast().headers()).containsEntry("x-vault-token", "s.first");
        assertThat(made + " " + opened).doesNotContain(KEY);
    }

    @Test
    void aKeyOfAnotherEngineIsRefused() {
        vault.says(OPEN, 400, "{\"errors\":[\"cipher: message authentication failed\"]}");

        assertThat(transit(FakePeer.open()).open("vault:v1:abc")).isEqualTo(new OpenedKey.Refused());
    }

    @ParameterizedTest
    @CsvSource({"403, call_refused", "404, call_refused", "500, store_failed", "503, store_sealed", "429, store_busy"})
    void whatTheServerDoesNotGiveIsUnavailable(int status, String cause) {
        vault.says(MAKE, status, "{\"errors\":[\"no\"]}")
                .says(OPEN, status, "{\"errors\":[\"no\"]}")
                .says("GET /v1/auth/token/lookup-self", 200, "{\"data\":{}}");
        var transit = transit(FakePeer.open());

        assertThat(transit.make()).isEqualTo(new MadeKey.Unavailable(cause));
        assertThat(transit.open("vault:v1:abc")).isEqualTo(new OpenedKey.Unavailable(cause));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"data":{}}
            {"data":{"ciphertext":"vault:v1:abc","plaintext":"short"}}
            {"data":{"ciphertext":"vault:v1:abc","plaintext":"!"}}
            {"data":{"plaintext":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}}
            []
            """)
    void anAnswerThatHoldsNoKeyIsNone(String body) {
        vault.says(MAKE, 200, body);

        assertThat(transit(FakePeer.open()).make()).isEqualTo(new MadeKey.Unavailable("answer_malformed"));
    }

    @Test
    void callsNobodyWhomTheGuardDoesNotLetThrough() {
        var transit = transit(FakePeer.shut());

        assertThat(transit.make()).isInstanceOf(MadeKey.Unavailable.class);
        assertThat(transit.open("vault:v1:abc")).isInstanceOf(OpenedKey.Unavailable.class);
        assertThat(vault.asked()).isEmpty();
    }
}
