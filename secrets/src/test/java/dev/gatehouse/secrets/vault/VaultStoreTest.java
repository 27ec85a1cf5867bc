package dev.gatehouse.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.FakePeer;
import dev.gatehouse.secrets.IssueAnswer;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.OpenAnswer;
import dev.gatehouse.secrets.RenewAnswer;
import dev.gatehouse.secrets.RevokeAnswer;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreAnswer.Part;
import dev.gatehouse.secrets.StoreCredential;
import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.secrets.VaultEngine;
import dev.gatehouse.secrets.VaultLogin;
import dev.gatehouse.secrets.VaultSettings;
import dev.gatehouse.worker.Egress;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class VaultStoreTest {
    private static final String LOGIN = "POST /v1/auth/approle/login";
    private static final String LOOKUP = "GET /v1/auth/token/lookup-self";
    private static final String READ = "GET /v1/kv/data/acme/db";
    private static final StoreCredential SECRET_ID = () -> Optional.of(secret("the-secret-id"));

    private final FakePeer vault = FakePeer.start();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    @BeforeEach
    void letsIn() {
        vault.says(LOGIN, 200, granted("s.first", 90, true)).says(READ, 200, """
                        {"data":{"data":{"user":"reporting","password":"correct horse","port":5432},
                         "metadata":{"version":7}}}""");
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void readsAllKeysOfAPathAndTheVersionInKeyValueTwo() {
        assertThat(store().read("acme", "kv/acme/db")).isInstanceOfSatisfying(StoreAnswer.Found.class, found -> {
            assertThat(found.version()).contains("7");
            assertThat(found.values()).containsOnlyKeys("user", "password", "port");
            assertThat(text(found.values().get("password"))).isEqualTo("correct horse");
            assertThat(text(found.values().get("port"))).isEqualTo("5432");
        });
    }

    @Test
    void readsKeyValueOneWhichHasNoVersions() {
        vault.says("GET /v1/old/acme/db", 200, """
                {"lease_id":"","lease_duration":2764800,"renewable":false,"data":{"value":"correct horse"}}""");

        assertThat(store().read("acme", "old/acme/db")).isInstanceOfSatisfying(StoreAnswer.Found.class, found -> {
            assertThat(found.version()).isEmpty();
            assertThat(text(found.values().get("value"))).isEqualTo("correct horse");
        });
    }

    @Test
    void logsInOnceWithTheCredentialAndNamesTheNamespace() {
        var store = store();

        store.read("acme", "kv/acme/db");
        store.read("acme", "kv/acme/db");

        assertThat(vault.asked(LOGIN)).isEqualTo(1);
        assertThat(vault.asked())
                .allSatisfy(each -> assertThat(each.headers()).containsEntry("x-vault-namespace", "team/a"));
        assertThat(vault.asked().getFirst().body()).contains("\"role_id\":\"the-role\"", "the-secret-id");
        assertThat(vault.asked().getLast().headers()).containsEntry("x-vault-token", "s.first");
    }

    @Test
    void logsInByASignedToken() {
        vault.says("POST /v1/auth/jwt/login", 200, granted("s.jwt", 90, true));
        var store = store(new VaultLogin.Jwt("jwt", "gatehouse", () -> Optional.of(secret("e30.e30.sig"))));

        assertThat(store.read("acme", "kv/acme/db")).isInstanceOf(StoreAnswer.Found.class);
        assertThat(vault.asked().getFirst().body()).contains("\"role\":\"gatehouse\"", "e30.e30.sig");
    }

    @Test
    void renewsTheLoginBeforeItEndsAndKeepsItWhileNobodyAnswersThat() {
        vault.says("POST /v1/auth/token/renew-self", 200, granted("s.first", 90, true));
        var store = store();
        store.read("acme", "kv/acme/db");

        now = now.plusSeconds(61);
        store.read("acme", "kv/acme/db");
        now = now.plusSeconds(61);
        vault.says("POST /v1/auth/token/renew-self", 500, "");

        assertThat(store.read("acme", "kv/acme/db")).isInstanceOf(StoreAnswer.Found.class);
        assertThat(vault.asked("POST /v1/auth/token/renew-self")).isEqualTo(2);
        assertThat(vault.asked(LOGIN)).isEqualTo(1);
    }

    @Test
    void logsInAgainWhereTheLoginCannotBeRenewedOrIsOver() {
        vault.says("POST /v1/auth/token/renew-self", 403, "{\"errors\":[\"permission denied\"]}");
        var store = store();
        store.read("acme", "kv/acme/db");

        now = now.plusSeconds(61);
        store.read("acme", "kv/acme/db");
        now = now.plusSeconds(3_600);

        assertThat(store.read("acme", "kv/acme/db")).isInstanceOf(StoreAnswer.Found.class);
        assertThat(vault.asked(LOGIN)).isEqualTo(3);
    }

    @Test
    void aLoginThatWasRevokedIsReplacedAndTheCallRepeatedOnce() {
        var store = store();
        store.read("acme", "kv/acme/db");
        vault.says(READ, 403, "{\"errors\":[\"permission denied\"]}").says(LOOKUP, 403, "{\"errors\":[\"bad token\"]}");

        assertThat(store.read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Forbidden());
        assertThat(vault.asked(LOGIN)).isEqualTo(2);
        assertThat(vault.asked(READ)).isEqualTo(3);
    }

    @Test
    void whatAGoodLoginMayNotReadIsForbiddenAndNobodyLogsInAgain() {
        vault.says(READ, 403, "{\"errors\":[\"permission denied\"]}").says(LOOKUP, 200, "{\"data\":{}}");

        assertThat(store().read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Forbidden());
        assertThat(vault.asked(LOGIN)).isEqualTo(1);
    }

    @Test
    void tellsAPathThatIsNotThereFromAVersionThatWasDeleted() {
        vault.says("GET /v1/kv/data/acme/gone", 404, """
                {"data":{"data":null,"metadata":{"deletion_time":"2026-11-22T10:00:00Z","version":3}}}""");

        assertThat(store().read("acme", "kv/acme/nothing")).isEqualTo(new StoreAnswer.Missing(Part.PATH));
        assertThat(store().read("acme", "kv/acme/gone")).isEqualTo(new StoreAnswer.Missing(Part.VERSION));
    }

    @ParameterizedTest
    @CsvSource({
        "429, '', store_busy",
        "500, '{\"errors\":[\"canary\"]}', store_failed",
        "503, '', store_sealed",
        "400, '', call_refused",
        "307, '', store_redirects",
        "200, 'canary', answer_malformed",
        "200, '{}', answer_malformed",
        "200, '[[[', answer_malformed"
    })
    void aServerThatDoesNotAnswerTheQuestionIsUnavailableInAWordOfOurs(int status, String body, String cause) {
        vault.says(READ, status, body);

        assertThat(store().read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable(cause));
    }

    @Test
    void aServerThatHangsIsGivenUp() {
        vault.hangs(READ);

        assertThat(store().read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("timeout"));
    }

    @Test
    void deepNestingIsNoAnswer() {
        vault.says(READ, 200, "{\"data\":" + "[".repeat(1_000_000));

        assertThat(store().read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
    }

    @Test
    void aRefusedLoginIsNoVerdictOnTheSecretAndIsNotRepeatedByEverybody() {
        vault.says(LOGIN, 400, "{\"errors\":[\"invalid role or secret ID\"]}");
        var store = store();

        assertThat(store.read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("login_refused"));
        assertThat(store.read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("login_refused"));
        assertThat(vault.asked(LOGIN)).isEqualTo(1);
        now = now.plusSeconds(1);
        store.read("acme", "kv/acme/db");
        assertThat(vault.asked(LOGIN)).isEqualTo(2);
    }

    @Test
    void withoutACredentialNobodyIsAsked() {
        var store = store(new VaultLogin.AppRole("approle", "the-role", Optional::empty));

        assertThat(store.read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("credential_missing"));
        assertThat(vault.asked()).isEmpty();
    }

    @Test
    void everyCallPassesTheGuard() {
        var shut = store(new VaultLogin.AppRole("approle", "the-role", SECRET_ID), FakePeer.shut());

        assertThat(shut.read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("address_forbidden"));
        assertThat(shut.open("acme", Duration.ofHours(1))).isEqualTo(new OpenAnswer.Unavailable("address_forbidden"));
        assertThat(shut.issue(secret("s.child"), "database/creds/acme_ro"))
                .isEqualTo(new IssueAnswer.Unavailable("address_forbidden"));
        assertThat(shut.renew("acc", "lease", Duration.ofHours(1)))
                .isEqualTo(new RenewAnswer.Unavailable("address_forbidden"));
        assertThat(shut.revoke("acc", List.of())).isEqualTo(new RevokeAnswer.Unavailable("address_forbidden"));
        assertThat(shut.probe("acme")).contains(StoreFinding.of("reachable", Optional.of("address_forbidden")));
        assertThat(vault.asked()).isEmpty();
    }

    @Test
    void noPathLeavesItsMount() {
        var store = store();

        for (var path : new String[] {
            "kv/../sys/mounts",
            "sys/mounts",
            "kv/acme/db?version=1",
            "kv",
            "kv/",
            "database/creds/acme_ro",
            "kvx/acme/db"
        }) {
            assertThat(store.read("acme", path)).as(path).isEqualTo(new StoreAnswer.Missing(Part.PATH));
        }
        assertThat(vault.asked()).isEmpty();
    }

    @Test
    void issuesUnderATokenWhoseAccessorEndsEverything() {
        vault.says("POST /v1/auth/token/create", 200, granted("s.child", 3_600, false))
                .says("GET /v1/database/creds/acme_ro", 200, """
                        {"lease_id":"database/creds/acme_ro/1","lease_duration":600,"renewable":true,
                         "data":{"username":"v-acme-1","password":"correct horse"}}""")
                .says("POST /v1/sys/leases/renew", 200, """
                        {"lease_id":"database/creds/acme_ro/1","lease_duration":300,"renewable":true}""")
                .says("POST /v1/auth/token/revoke-accessor", 204, "");
        var store = store();

        assertThat(store.issues("database/creds/acme_ro")).isTrue();
        assertThat(store.issues("kv/acme/db")).isFalse();
        var opened = (OpenAnswer.Opened) store.open("acme", Duration.ofHours(1));
        assertThat(opened.accessor()).isEqualTo("acc-s.child");
        assertThat(vault.asked().getLast().body()).contains("\"explicit_max_ttl\":\"3600s\"");
        assertThat(store.issue(opened.token(), "database/creds/acme_ro"))
                .isInstanceOfSatisfying(IssueAnswer.Issued.class, issued -> {
                    assertThat(issued.lease()).isEqualTo("database/creds/acme_ro/1");
                    assertThat(issued.ttl()).isEqualTo(Duration.ofMinutes(10));
                    assertThat(issued.renewable()).isTrue();
                    assertThat(text(issued.values().get("password"))).isEqualTo("correct horse");
                });
        assertThat(vault.asked().getLast().headers()).containsEntry("x-vault-token", "s.child");
        assertThat(store.renew("acc-s.child", "database/creds/acme_ro/1", Duration.ofMinutes(10)))
                .isEqualTo(new RenewAnswer.Renewed(Duration.ofMinutes(5)));
        assertThat(store.revoke("acc-s.child", List.of())).isEqualTo(new RevokeAnswer.Revoked());
    }

    @Test
    void whatIsGoneIsRevokedAndNotRenewed() {
        vault.says("POST /v1/sys/leases/renew", 400, "{\"errors\":[\"lease not found\"]}")
                .says("POST /v1/auth/token/revoke-accessor", 403, "{\"errors\":[\"1 error: invalid accessor\"]}")
                .says(LOOKUP, 200, "{\"data\":{}}");
        var store = store();

        assertThat(store.renew("acc", "lease", Duration.ofMinutes(10))).isEqualTo(new RenewAnswer.Gone());
        assertThat(store.revoke("acc", List.of())).isEqualTo(new RevokeAnswer.Revoked());
        vault.says("POST /v1/auth/token/revoke-accessor", 403, "{\"errors\":[\"permission denied\"]}");
        assertThat(store.revoke("acc", List.of())).isEqualTo(new RevokeAnswer.Unavailable("call_refused"));
        vault.says("POST /v1/auth/token/revoke-accessor", 500, "");
        assertThat(store.revoke("acc", List.of())).isEqualTo(new RevokeAnswer.Unavailable("store_failed"));
    }

    @Test
    void aLeaseIsOverOnceTheServerHasEndedItAndNotOnceItMeansTo() {
        vault.says("POST /v1/sys/leases/revoke", 500, "{\"errors\":[\"failed to revoke entry: connection refused\"]}")
                .says("POST /v1/auth/token/revoke-accessor", 204, "");
        var store = store();

        assertThat(store.revoke("acc", List.of("database/creds/acme_ro/1", "database/creds/acme_ro/2")))
                .isEqualTo(new RevokeAnswer.Unavailable("store_failed"));
        assertThat(vault.asked("POST /v1/sys/leases/revoke")).isEqualTo(2);
        assertThat(vault.asked("POST /v1/auth/token/revoke-accessor")).isEqualTo(1);
        assertThat(vault.asked())
                .filteredOn(call -> call.line().endsWith("sys/leases/revoke"))
                .allMatch(call -> call.body().contains("\"sync\":true"));

        vault.says("POST /v1/sys/leases/revoke", 204, "")
                .says("POST /v1/auth/token/revoke-accessor", 400, "{\"errors\":[\"invalid accessor\"]}");
        assertThat(store.revoke("acc", List.of("database/creds/acme_ro/1"))).isEqualTo(new RevokeAnswer.Revoked());
    }

    @Test
    void anEngineThatFailsToRenewIsAskedAgain() {
        vault.says("POST /v1/sys/leases/renew", 400, "{\"errors\":[\"failed to renew entry: connection refused\"]}");

        assertThat(store().renew("acc", "lease", Duration.ofMinutes(10)))
                .isEqualTo(new RenewAnswer.Unavailable("call_refused"));
    }

    @Test
    void anEngineThatGivesNoLeaseIssuesNothing() {
        vault.says("GET /v1/database/static-creds/x", 200, """
                {"lease_id":"","lease_duration":0,"renewable":false,"data":{"password":"correct horse"}}""");

        assertThat(store().issue(secret("s.child"), "database/static-creds/x")).isEqualTo(new IssueAnswer.Missing());
    }

    @Test
    void showsInNoTextWhatItKnows() {
        assertThat(store().read("acme", "kv/acme/db").toString())
                .doesNotContain("correct horse", "s.first", "the-secret-id");
    }

    private VaultStore store() {
        return store(new VaultLogin.AppRole("approle", "the-role", SECRET_ID));
    }

    private VaultStore store(VaultLogin login) {
        return store(login, FakePeer.open());
    }

    private VaultStore store(VaultLogin login, Egress egress) {
        var settings = new VaultSettings(
                vault.address(),
                Optional.of("team/a"),
                Optional.empty(),
                login,
                Map.of("kv", VaultEngine.KV2, "old", VaultEngine.KV1, "database", VaultEngine.DYNAMIC),
                Optional.empty(),
                Duration.ofSeconds(2));
        return new VaultStore("acme", settings, egress, MasterKey.ofProcess(new SecureRandom()), () -> now);
    }

    private static String granted(String token, int seconds, boolean renewable) {
        return """
                {"renewable":false,"auth":{"client_token":"%s","accessor":"acc-%s","policies":["default"],"metadata":null,
                 "lease_duration":%d,"renewable":%b}}""".formatted(token, token, seconds, renewable);
    }

    private static SecretValue secret(String text) {
        return SecretValue.taking(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(SecretValue value) {
        return value.expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
