package dev.gatehouse.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.FakePeer;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.secrets.VaultEngine;
import dev.gatehouse.secrets.VaultLogin;
import dev.gatehouse.secrets.VaultSettings;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a look at a store that issues says: of the login, and of the tokens that it makes. */
@Timeout(60)
class VaultProbeTest {
    private static final String ISSUE = "issue under tokens that end";
    private static final String CHILD = "POST /v1/auth/token/create/runs";
    private static final String CAPABILITIES = "POST /v1/sys/capabilities-self";
    private static final String REVOKE = "POST /v1/auth/token/revoke-accessor";

    private final FakePeer vault = FakePeer.start();

    @BeforeEach
    void allIsWell() {
        vault.says("POST /v1/auth/approle/login", 200, granted("s.login", true))
                .says("GET /v1/sys/health", 200, "{}")
                .says(CAPABILITIES, 200, "{\"data\":{\"capabilities\":[\"read\",\"update\"]}}")
                .says(CHILD, 200, granted("s.child", true))
                .says(REVOKE, 204, "");
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void asksATokenOfItsOwnWhatItMayIssueAndEndsIt() {
        assertThat(findings())
                .contains(
                        holds("read kv"),
                        holds(ISSUE),
                        holds("issue at database"),
                        holds("renew leases"),
                        holds("revoke by accessor"));

        assertThat(askedAs("sys/capabilities-self", "database/creds/acme_gatehouse-probe"))
                .containsExactly("s.child");
        assertThat(askedAs("sys/capabilities-self", "kv/data/acme/gatehouse-probe"))
                .containsExactly("s.login");
        assertThat(askedAs("auth/token/revoke-accessor", "acc-s.child")).containsExactly("s.login");
    }

    @Test
    void aTokenThatIsNoOrphanEndsWithTheLogin() {
        vault.says(CHILD, 200, granted("s.child", false));

        assertThat(findings()).contains(StoreFinding.of(ISSUE, Optional.of("ends_with_login")));
    }

    @Test
    void saysWhereNoTokenIsMadeOrNoneIsEnded() {
        vault.says(REVOKE, 403, "{\"errors\":[\"permission denied\"]}");
        assertThat(findings()).contains(StoreFinding.of("revoke by accessor", Optional.of("call_refused")));

        vault.says(CHILD, 403, "{\"errors\":[\"permission denied\"]}");
        assertThat(findings())
                .contains(StoreFinding.of(ISSUE, Optional.of("not_allowed")))
                .extracting(StoreFinding::check)
                .doesNotContain("issue at database");
    }

    @Test
    void saysThatTokensWithOnePolicyMayNotAskWhatTheyMay() {
        vault.says(CAPABILITIES, 403, "{\"errors\":[\"permission denied\"]}")
                .says("GET /v1/auth/token/lookup-self", 200, "{\"data\":{}}");

        assertThat(findings())
                .contains(StoreFinding.limit("tokens for issuing at database may not ask what they may"))
                .contains(StoreFinding.of("read kv", Optional.of("not_allowed")));
    }

    private static StoreFinding holds(String check) {
        return StoreFinding.of(check, Optional.empty());
    }

    /** The tokens that such a call was made with. */
    private List<String> askedAs(String path, String naming) {
        return vault.asked().stream()
                .filter(call -> call.line().endsWith(path) && call.body().contains(naming))
                .map(call -> call.headers().get("x-vault-token"))
                .toList();
    }

    private List<StoreFinding> findings() {
        var settings = new VaultSettings(
                vault.address(),
                Optional.empty(),
                Optional.empty(),
                new VaultLogin.AppRole(
                        "approle",
                        "the-role",
                        () -> Optional.of(SecretValue.taking("the-secret-id".getBytes(StandardCharsets.UTF_8)))),
                Map.of("kv", VaultEngine.KV2, "database", VaultEngine.DYNAMIC),
                Optional.of("runs"),
                Duration.ofSeconds(2));
        return new VaultStore(
                        "acme",
                        settings,
                        FakePeer.open(),
                        MasterKey.ofProcess(new SecureRandom()),
                        () -> Instant.parse("2026-11-22T10:00:00Z"))
                .probe("acme");
    }

    private static String granted(String token, boolean orphan) {
        return """
                {"renewable":false,"auth":{"client_token":"%s","accessor":"acc-%s","policies":["default"],"metadata":null,
                 "lease_duration":3600,"renewable":true,"orphan":%b}}""".formatted(token, token, orphan);
    }
}
