package dev.gatehouse.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.FakePeer;
import dev.gatehouse.secrets.IssueAnswer;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.OpenAnswer;
import dev.gatehouse.secrets.RenewAnswer;
import dev.gatehouse.secrets.RevokeAnswer;
import dev.gatehouse.secrets.StoreAnswer;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is broken, or wants to break us: whatever it says is a value of ours, and no exception leaves the store. */
@Timeout(60)
class HostileVaultTest {
    private static final String LOGIN = "POST /v1/auth/approle/login";
    private static final String RENEW_LOGIN = "POST /v1/auth/token/renew-self";
    private static final String CHILD = "POST /v1/auth/token/create";
    private static final String READ = "GET /v1/kv/data/acme/db";
    private static final String READ_OLD = "GET /v1/old/acme/db";
    private static final String ISSUE = "GET /v1/database/creds/acme_ro";
    private static final String RENEW = "POST /v1/sys/leases/renew";
    private static final String REVOKE = "POST /v1/auth/token/revoke-accessor";
    private static final String GRANTED = """
            {"renewable":false,"auth":{"client_token":"s.first","accessor":"acc","policies":["default"],"metadata":null,
             "lease_duration":90,"renewable":true}}""";

    private final FakePeer vault = FakePeer.start();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    @BeforeEach
    void letsIn() {
        vault.says(LOGIN, 200, GRANTED);
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "7",
                "\"text\"",
                "[]",
                "[{}]",
                "{",
                "{\"data\":",
                "{\"data\":null}",
                "{\"data\":[]}",
                "{\"data\":7}",
                "{\"data\":\"text\"}",
                "{\"lease_id\":7,\"lease_duration\":\"long\",\"renewable\":\"yes\",\"data\":null}",
                "{\"lease_duration\":1e999,\"data\":null}",
                "{\"errors\":\"text\"}",
                "{\"auth\":null}",
                "{\"auth\":[]}",
                "{\"auth\":\"text\"}",
                "{\"auth\":{}}",
                "{\"auth\":{\"client_token\":7,\"accessor\":[],\"lease_duration\":\"x\",\"renewable\":7}}",
                "{\"auth\":{\"client_token\":\"\",\"accessor\":\"\",\"lease_duration\":1}}",
                "{\"auth\":{\"client_token\":\"t\",\"accessor\":\"a\",\"lease_duration\":null,\"policies\":7}}",
                "{\"auth\":{\"client_token\":\"t\",\"accessor\":\"a\",\"lease_duration\":1,\"metadata\":7,\"renewable\":[]}}",
                "<html><body>Log in to the network</body></html>"
            })
    void garbageIsMalformedWhateverWasAsked(String garbage) {
        for (var line : new String[] {READ, READ_OLD, CHILD, ISSUE, RENEW}) {
            vault.says(line, 200, garbage);
        }
        var store = store();

        assertThat(store.read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
        assertThat(store.read("acme", "old/acme/db")).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
        assertThat(store.open("acme", Duration.ofHours(1))).isEqualTo(new OpenAnswer.Unavailable("answer_malformed"));
        assertThat(store.issue(secret("s.child"), "database/creds/acme_ro"))
                .isEqualTo(new IssueAnswer.Unavailable("answer_malformed"));
        assertThat(store.renew("acc", "lease", Duration.ofMinutes(1)))
                .isEqualTo(new RenewAnswer.Unavailable("answer_malformed"));
        vault.says(LOGIN, 200, garbage);
        assertThat(store().read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
    }

    /** An answer of the first version would be a good one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{\"data\":null,\"metadata\":null}}",
                "{\"data\":{\"data\":[],\"metadata\":[]}}",
                "{\"data\":{\"data\":\"text\",\"metadata\":\"text\"}}",
                "{\"data\":{\"data\":7,\"metadata\":{\"version\":[]}}}",
                "{\"data\":{\"metadata\":{\"version\":1}}}",
                "{\"data\":{\"data\":{\"value\":\"correct horse\"},\"metadata\":{\"version\":\"1\\u0000\"}}}",
                "{\"data\":{\"data\":{\"value\":\"correct horse\"},\"metadata\":{\"version\":\"a b\"}}}"
            })
    void whatHasNotThePartsOfTheSecondVersionIsMalformed(String garbage) {
        vault.says(READ, 200, garbage);

        assertThat(store().read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
    }

    /** They are kept, and sent back to it. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "a\\u0000", "\\ud800", "a b", "\\n", "\u00e9"})
    void accessorsAndLeasesThatCannotBeKeptAreMalformed(String text) {
        vault.says(CHILD, 200, GRANTED.replace("\"acc\"", "\"" + text + "\""));
        vault.says(
                ISSUE,
                200,
                "{\"lease_id\":\"" + text
                        + "\",\"lease_duration\":60,\"renewable\":true,\"data\":{\"password\":\"correct horse\"}}");

        assertThat(store().open("acme", Duration.ofHours(1))).isEqualTo(new OpenAnswer.Unavailable("answer_malformed"));
        assertThat(store().issue(secret("s.child"), "database/creds/acme_ro"))
                .isEqualTo(new IssueAnswer.Unavailable("answer_malformed"));
    }

    @Test
    void aLeaseOfEndlessLengthIsMalformed() {
        vault.says(
                ISSUE,
                200,
                "{\"lease_id\":\"" + "l".repeat(513)
                        + "\",\"lease_duration\":60,\"renewable\":true,\"data\":{\"password\":\"correct horse\"}}");

        assertThat(store().issue(secret("s.child"), "database/creds/acme_ro"))
                .isEqualTo(new IssueAnswer.Unavailable("answer_malformed"));
    }

    /** A job would get one value, and another from a gateway that reads otherwise. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"value\":\"correct horse\",\"value\":\"battery staple\"",
                "\"value\":\"correct horse\",\"\\u0076alue\":\"battery staple\"",
                "\"value\":{\"a\":\"correct horse\",\"a\":\"battery staple\"}",
                "\"value\":\"correct \\ud800 horse\"",
                "\"value\":\"correct \\udc00\\ud800 horse\"",
                "\"value\":\"correct horse \\ud800\"",
                "\"val\\udfffue\":\"correct horse\",\"value\":\"correct horse\""
            })
    void whatCanBeReadInTwoWaysIsMalformed(String members) {
        vault.says(READ, 200, "{\"data\":{\"data\":{" + members + "},\"metadata\":{\"version\":7}}}")
                .says(READ_OLD, 200, "{\"data\":{" + members + "}}")
                .says(ISSUE, 200, "{\"lease_id\":\"l\",\"lease_duration\":60,\"data\":{" + members + "}}");

        assertThat(cause(READ)).isEqualTo("answer_malformed");
        assertThat(cause(READ_OLD)).isEqualTo("answer_malformed");
        assertThat(cause(ISSUE)).isEqualTo("answer_malformed");
    }

    @Test
    void ofTwoValuesAtOnePathNoneCounts() {
        String one = "\"data\":{\"data\":{\"value\":\"correct horse\"},\"metadata\":{\"version\":7}}";

        vault.says(READ, 200, "{" + one + "," + one + "}");
        assertThat(cause(READ)).isEqualTo("answer_malformed");
        vault.says(READ, 200, "{" + one + "}{" + one + "}");
        assertThat(cause(READ)).isEqualTo("answer_malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {LOGIN, READ, READ_OLD, CHILD, ISSUE, RENEW})
    void whatIsNotUtf8IsMalformed(String line) {
        vault.says(READ, 200, "{\"data\":{\"data\":{\"value\":\"correct horse\"},\"metadata\":{\"version\":7}}}")
                .saysInLatin1(line, """
                        {"lease_id":"l","lease_duration":60,"renewable":true,"auth":{"client_token":"pässwörd",
                         "accessor":"acc","lease_duration":90,"renewable":true},
                         "data":{"value":"pässwörd","data":{"value":"pässwörd"},"metadata":{"version":7}}}""");

        assertThat(cause(line)).isEqualTo("answer_malformed");
    }

    @Test
    void allOfUnicodeIsAValueHoweverItIsWritten() {
        vault.says(READ, 200, """
                {"data":{"data":{"value":"\\ud83d\\udd11 🔑 \ufffd \\ufffd pässwörd"},"metadata":{"version":7}}}""");

        assertThat(store().read("acme", "kv/acme/db"))
                .isInstanceOfSatisfying(
                        StoreAnswer.Found.class,
                        found -> assertThat(found.values().get("value").<String>expose(HostileVaultTest::text))
                                .isEqualTo("🔑 🔑 \ufffd \ufffd pässwörd"));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {LOGIN, READ, READ_OLD, CHILD, ISSUE, RENEW, REVOKE})
    void halfAnAnswerIsNone(String line) {
        vault.says(READ, 200, "{\"data\":{\"data\":{\"value\":\"correct horse\"},\"metadata\":{\"version\":7}}}")
                .breaksOff(line, "{\"data\":{\"data\":{\"value\":\"correct horse\"");

        assertThat(cause(line)).isEqualTo("connection_lost");
    }

    @ParameterizedTest
    @ValueSource(strings = {LOGIN, READ, READ_OLD, CHILD, ISSUE, RENEW, REVOKE})
    void anAnswerWithoutAnEndIsNotReadToIt(String line) {
        vault.says(line, 200, "{\"data\":{\"value\":\"" + "x".repeat(5 << 20) + "\"}}");

        assertThat(cause(line)).isEqualTo("answer_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {LOGIN, READ, READ_OLD, CHILD, ISSUE, RENEW, REVOKE})
    void nobodyFollowsWhereAServerPoints(String line) {
        try (var elsewhere = FakePeer.start()) {
            vault.says(line, 307, "", Map.of("Location", elsewhere.address() + "/v1/kv/data/acme/db"));

            assertThat(cause(line)).isEqualTo("store_redirects");
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LOGIN, READ, READ_OLD, CHILD, ISSUE, RENEW, REVOKE})
    void whoeverHasTooMuchToDoIsAskedAgainLaterWhateverWasAsked(String line) {
        vault.says(line, 429, "{\"errors\":[\"canary\"]}", Map.of("Retry-After", "3600"));

        assertThat(cause(line)).isEqualTo("store_busy");
    }

    @Test
    void aLoginThatEndsBetweenTwoReadsIsReplacedByTheNext() {
        vault.says(RENEW_LOGIN, 403, "{\"errors\":[\"permission denied\"]}").says(READ, 200, """
                {"data":{"data":{"value":"correct horse"},"metadata":{"version":7}}}""");
        var store = store();
        store.read("acme", "kv/acme/db");
        now = now.plusSeconds(91);
        vault.says(LOGIN, 200, GRANTED.replace("s.first", "s.second"));

        assertThat(store.read("acme", "kv/acme/db")).isInstanceOf(StoreAnswer.Found.class);

        assertThat(vault.asked().getLast().headers()).containsEntry("x-vault-token", "s.second");
        assertThat(vault.asked(RENEW_LOGIN)).as("what has ended is not renewed").isZero();
    }

    @Test
    void aLoginThatWasRevokedAndIsNotGivenAgainLeavesTheSecretUndecided() {
        vault.says(READ, 200, """
                {"data":{"data":{"value":"correct horse"},"metadata":{"version":7}}}""");
        var store = store();
        store.read("acme", "kv/acme/db");
        vault.says(READ, 403, "{\"errors\":[\"permission denied\"]}")
                .says("GET /v1/auth/token/lookup-self", 403, "{\"errors\":[\"bad token\"]}")
                .says(LOGIN, 400, "{\"errors\":[\"invalid secret id\"]}");

        assertThat(store.read("acme", "kv/acme/db")).isEqualTo(new StoreAnswer.Unavailable("login_refused"));
        now = now.plusSeconds(2);
        vault.says(LOGIN, 200, GRANTED).says(READ, 200, """
                {"data":{"data":{"value":"correct horse"},"metadata":{"version":7}}}""");
        assertThat(store.read("acme", "kv/acme/db")).isInstanceOf(StoreAnswer.Found.class);
    }

    @Test
    void aRenewalThatGrantsNonsenseLeavesTheLoginAsItIs() {
        vault.says(READ, 200, """
                {"data":{"data":{"value":"correct horse"},"metadata":{"version":7}}}""").says(RENEW_LOGIN, 200, "[[[");
        var store = store();
        store.read("acme", "kv/acme/db");
        now = now.plusSeconds(61);

        assertThat(store.read("acme", "kv/acme/db")).isInstanceOf(StoreAnswer.Found.class);
        assertThat(vault.asked(LOGIN)).isEqualTo(1);
    }

    @Test
    void valuesComeAsTheyLieThereHoweverTheyLook() {
        vault.says(READ, 200, """
                {"data":{"data":{
                   "lines":"first line\\nsecond line\\r\\n", "template":"${{ secrets.other }} ${{ inputs.day }}",
                   "quotes":"\\"'\\\\ $(id) `id`", "zero":"a\\u0000b", "letters":"pässwörd \\ud83d\\udd11",
                   "empty":"", "null":null, "object":{"a":[1,true]}, "number":1.50},
                 "metadata":{"version":7}}}""");

        assertThat(store().read("acme", "kv/acme/db")).isInstanceOfSatisfying(StoreAnswer.Found.class, found -> {
            assertThat(text(found, "lines")).isEqualTo("first line\nsecond line\r\n");
            assertThat(text(found, "template")).isEqualTo("${{ secrets.other }} ${{ inputs.day }}");
            assertThat(text(found, "quotes")).isEqualTo("\"'\\ $(id) `id`");
            assertThat(text(found, "zero")).isEqualTo("a\0b");
            assertThat(text(found, "letters")).isEqualTo("pässwörd 🔑");
            assertThat(text(found, "empty")).isEmpty();
            assertThat(text(found, "object")).isEqualTo("{\"a\":[1,true]}");
            assertThat(text(found, "number")).isEqualTo("1.50");
        });
    }

    @Test
    void aValueOf64KibibytesComesWhole() {
        String long64 = "x".repeat(64 * 1024);
        vault.says(READ, 200, "{\"data\":{\"data\":{\"value\":\"" + long64 + "\"},\"metadata\":{\"version\":7}}}");

        assertThat(store().read("acme", "kv/acme/db"))
                .isInstanceOfSatisfying(
                        StoreAnswer.Found.class,
                        found -> assertThat(text(found, "value")).isEqualTo(long64));
    }

    /** Does what asks for the line, and says why there was no answer. */
    private String cause(String line) {
        var store = store();
        return switch (line) {
            case READ_OLD -> cause(store.read("acme", "old/acme/db"));
            case CHILD ->
                store.open("acme", Duration.ofHours(1)) instanceof OpenAnswer.Unavailable away ? away.cause() : "";
            case ISSUE ->
                store.issue(secret("s.child"), "database/creds/acme_ro") instanceof IssueAnswer.Unavailable away
                        ? away.cause()
                        : "";
            case RENEW ->
                store.renew("acc", "lease", Duration.ofMinutes(1)) instanceof RenewAnswer.Unavailable away
                        ? away.cause()
                        : "";
            case REVOKE -> store.revoke("acc", List.of()) instanceof RevokeAnswer.Unavailable away ? away.cause() : "";
            default -> cause(store.read("acme", "kv/acme/db"));
        };
    }

    private static String cause(StoreAnswer answer) {
        return answer instanceof StoreAnswer.Unavailable away ? away.cause() : "";
    }

    private VaultStore store() {
        var settings = new VaultSettings(
                vault.address(),
                Optional.empty(),
                Optional.empty(),
                new VaultLogin.AppRole("approle", "the-role", () -> Optional.of(secret("the-secret-id"))),
                Map.of("kv", VaultEngine.KV2, "old", VaultEngine.KV1, "database", VaultEngine.DYNAMIC),
                Optional.empty(),
                Duration.ofSeconds(5));
        return new VaultStore("acme", settings, FakePeer.open(), MasterKey.ofProcess(new SecureRandom()), () -> now);
    }

    private static SecretValue secret(String text) {
        return SecretValue.taking(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(StoreAnswer.Found found, String key) {
        return found.values().get(key).expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
