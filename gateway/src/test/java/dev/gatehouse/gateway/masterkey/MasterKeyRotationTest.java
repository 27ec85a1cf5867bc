package dev.gatehouse.gateway.masterkey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.key.MasterKeyReload;
import dev.gatehouse.gateway.key.MasterKeyRows;
import dev.gatehouse.gateway.key.MasterKeyRows.Agreed;
import dev.gatehouse.gateway.key.WrappedTables;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretLocation;
import dev.gatehouse.secrets.StoreAnswer;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another key wraps, and everything is wrapped by it in the end, while all that is wrapped is read. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class MasterKeyRotationTest {
    private static final String KEYS = "/api/v1/system/master-keys";
    private static final String CANARY = "canary-of-a-rotation";

    @Inject
    TestAccess access;

    @Inject
    MasterKey master;

    @Inject
    MasterKeyRows rows;

    @Inject
    WrappedTables tables;

    @Inject
    MasterKeyReload reload;

    @Inject
    Rewrapping rewrapping;

    @Inject
    Transactions transactions;

    @Inject
    AuditTrail trail;

    @Inject
    EmbeddedStore store;

    @Inject
    GatehouseConfig config;

    @Inject
    Supplier<UUID> ids;

    private Account operator;
    private Account owner;
    private String namespace;

    @BeforeEach
    void somebodyHasSecrets() {
        operator = access.account("system", "Owner", "root");
        owner = access.account("acme", "Owner", "root");
        namespace = "k" + ids.get().toString().substring(24);
        apply("{apiVersion: gatehouse.dev/v1, kind: Namespace, metadata: {name: " + namespace + "}, spec: {}}");
        put("one");
        put("two");
        access.sql("DELETE FROM leadership WHERE task = 'rewrapping'");
        // Gateways of tests before this one, which are gone.
        access.sql("DELETE FROM master_key_holder");
        access.sql("DELETE FROM gateway_presence");
        reload.agree();
    }

    private void apply(String yaml) {
        as(owner)
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    private void put(String name) {
        apply("{apiVersion: gatehouse.dev/v1, kind: Secret, metadata: {namespace: " + namespace + ", name: " + name
                + "}, spec: {}}");
        as(owner)
                .contentType("application/octet-stream")
                .body((CANARY + name).getBytes(StandardCharsets.UTF_8))
                .put("/api/v1/acme/secrets/" + namespace + "/" + name + "/value")
                .then()
                .statusCode(204);
    }

    private static RequestSpecification as(Account account) {
        return given().auth().oauth2(account.token());
    }

    private String added() {
        String id = as(operator).post(KEYS).then().statusCode(201).extract().path("id");
        reload.agree();
        return id;
    }

    private ValidatableResponse promote(String key) {
        ValidatableResponse answer =
                as(operator).post(KEYS + "/" + key + "/promote").then();
        reload.agree();
        return answer;
    }

    private String wrappedBy(String name) {
        return access.query(
                        "SELECT encode(sealed, 'hex') FROM secret_value WHERE tenant = 'acme' AND namespace = ? AND name = ?",
                        namespace,
                        name)
                .flatMap(wrapped -> MasterKey.nameOf(HexFormat.of().parseHex(wrapped)))
                .orElseGet(() -> agreed().nameless());
    }

    private Agreed agreed() {
        return transactions.run(rows::agreed).orElseThrow();
    }

    private String read(String name) {
        return store.read("acme", "acme/" + namespace + "/" + name) instanceof StoreAnswer.Found found
                ? found.values().get(SecretLocation.VALUE).expose(clear -> new String(clear, StandardCharsets.UTF_8))
                : "nothing";
    }

    private Set<String> used() {
        return transactions
                .run(connection -> tables.counts(connection, agreed().nameless()))
                .keySet();
    }

    private long events(String code, String key) {
        return Long.parseLong(access.query(
                        "SELECT count(*) FROM event WHERE tenant = 'system' AND code = ?"
                                + " AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'key' = ?",
                        code,
                        key)
                .orElseThrow());
    }

    @Test
    void everythingIsWrappedByTheNewKeyInTheEndAndReadAllTheTime() {
        String before = master.current();
        String key = added();
        assertThat(wrappedBy("one")).isEqualTo(before);

        promote(key).statusCode(200);
        put("three");

        assertThat(wrappedBy("one")).isEqualTo(before);
        assertThat(wrappedBy("three")).isEqualTo(key);
        assertThat(List.of(read("one"), read("two"), read("three")))
                .containsExactly(CANARY + "one", CANARY + "two", CANARY + "three");

        assertThat(rewrapping.walk().rewrapped()).isPositive();

        assertThat(wrappedBy("one")).isEqualTo(key);
        assertThat(read("one")).isEqualTo(CANARY + "one");
        assertThat(used()).containsExactly(key);
        assertThat(rewrapping.walk()).isEqualTo(Rewrapping.Walked.NOTHING);
    }

    @Test
    void itsStepsAreRecordedInTheTenantOfTheOperatorsAndItsEndOnce() {
        String before = master.current();
        String key = added();
        promote(key).statusCode(200);
        promote(key).statusCode(200);

        assertThat(rewrapping.finish(Duration.ZERO)).isEmpty();
        rewrapping.walk();
        assertThat(rewrapping.finish(Duration.ofHours(1))).isEmpty();
        assertThat(rewrapping.finish(Duration.ZERO)).contains(key);
        assertThat(rewrapping.finish(Duration.ZERO)).isEmpty();

        assertThat(events("master_key.added", key)).isEqualTo(1);
        assertThat(events("master_key.promoted", key)).isEqualTo(1);
        assertThat(events("master_key.rotated", key)).isEqualTo(1);
        assertThat(events("master_key.rotated", before)).isLessThanOrEqualTo(1);
    }

    @Test
    void whatACrashLeftIsDoneByWhoeverGoesOn() {
        String before = master.current();
        String key = added();
        promote(key).statusCode(200);
        var table = tables.all().stream()
                .filter(each -> each.table().equals("secret_value"))
                .findFirst()
                .orElseThrow();
        transactions.run(connection -> {
            var first = tables.others(connection, table, agreed(), List.of(), 1).getFirst();
            return WrappedTables.replace(
                    connection, table, first, first.anew(master).orElseThrow());
        });
        assertThat(used()).contains(before, key);

        var another = new Rewrapping(transactions, tables, rows, master, trail, ids);
        another.walk();

        assertThat(used()).containsExactly(key);
        assertThat(read("one")).isEqualTo(CANARY + "one");
        assertThat(rewrapping.walk()).as("the other one leads").isEqualTo(Rewrapping.Walked.NOTHING);
    }

    @Test
    void aValueThatIsWrittenMeanwhileIsNotUndone() {
        String key = added();
        promote(key).statusCode(200);
        var table = tables.all().stream()
                .filter(each -> each.table().equals("secret_value"))
                .findFirst()
                .orElseThrow();
        var seen = transactions.run(connection -> tables.others(connection, table, agreed(), List.of(), 100));
        put("one");
        put("two");

        for (var row : seen) {
            transactions.run(connection -> WrappedTables.replace(
                    connection, table, row, row.anew(master).orElseThrow()));
        }

        assertThat(access.query(
                        "SELECT string_agg(version::text, ',') FROM secret_value WHERE namespace = ?", namespace))
                .contains("2,2");
        assertThat(read("one")).isEqualTo(CANARY + "one");
    }

    @Test
    void anotherGatewayReadsWhatTheNewKeyWrappedBeforeItHeardOfItsPromotion() {
        Path file = config.home().resolve("master.key");
        String key = added();
        var other = MasterKey.ofFile(file);
        promote(key).statusCode(200);
        rewrapping.walk();

        assertThat(MasterKey.nameOf(other.wrap(new byte[8], EmbeddedStore.place("acme", "acme/a/b", 1))))
                .as("it writes with the one before")
                .isNotEqualTo(Optional.of(key));
        var table = tables.all().stream()
                .filter(each -> each.table().equals("installation_key"))
                .findFirst()
                .orElseThrow();
        var all = transactions.run(connection ->
                tables.others(connection, table, new Agreed("0".repeat(16), "f".repeat(16)), List.of(), 100));
        assertThat(all)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.anew(other)).isPresent());
    }

    @Test
    void whatNoKeyOpensIsCountedAndLeftAndTheRotationDoesNotFinish() {
        String key = added();
        promote(key).statusCode(200);
        access.sql(
                "UPDATE secret_value SET sealed = decode('00112233445566778899aabbccddeeff0011', 'hex')"
                        + " WHERE namespace = ? AND name = 'one'",
                namespace);

        assertThat(rewrapping.walk().unreadable()).isEqualTo(1);
        assertThat(rewrapping.finish(Duration.ZERO)).isEmpty();
        as(operator)
                .get(KEYS)
                .then()
                .statusCode(200)
                .body("items.find { it.id == '%s' }.rows".formatted(agreed().nameless()), equalTo(1));

        put("one");
        assertThat(rewrapping.finish(Duration.ZERO)).contains(key);
    }

    @Test
    void theViewSaysHowManyRowsAreLeftAndShowsNoKey() throws IOException {
        String before = master.current();
        String key = added();
        promote(key).statusCode(200);

        String find = "items.find { it.id == '%s' }.";
        String view = as(operator)
                .get(KEYS)
                .then()
                .statusCode(200)
                .body(find.formatted(key) + "current", equalTo(true))
                .body(find.formatted(before) + "current", equalTo(false))
                .body(find.formatted(key) + "place", equalTo("file"))
                .extract()
                .asString();
        assertThat(Files.readAllLines(config.home().resolve("master.key")))
                .isNotEmpty()
                .noneMatch(view::contains);
    }

    @Test
    void noRowHoldsAKey() throws IOException {
        promote(added()).statusCode(200);
        rewrapping.walk();

        String rows = access.query("""
                        SELECT (SELECT string_agg(m::text, ' ') FROM master_key m)
                            || (SELECT string_agg(convert_from(leaf, 'UTF8'), ' ') FROM event WHERE tenant = 'system')
                            || (SELECT string_agg(f::text, ' ') FROM event_fields f WHERE tenant = 'system')
                            || (SELECT string_agg(q::text, ' ') FROM question q WHERE tenant = 'system')""").orElseThrow();
        assertThat(rows).contains(master.current());
        assertThat(Files.readAllLines(config.home().resolve("master.key")))
                .isNotEmpty()
                .noneMatch(rows::contains);
    }

    @Test
    void onlyOperatorsSeeOrPromoteAKeyAndOnlyOneThatIsKnown() {
        String key = added();

        as(owner).get("/api/v1/acme/master-keys").then().statusCode(404);
        as(owner).post("/api/v1/acme/master-keys").then().statusCode(404);
        as(owner).post("/api/v1/acme/master-keys/" + key + "/promote").then().statusCode(404);
        as(owner).get(KEYS).then().statusCode(404);
        as(access.account("system", "Viewer", "root")).get(KEYS).then().statusCode(403);
        as(access.account("system", "Viewer", "root")).post(KEYS).then().statusCode(403);
        promote("0123456789abcdef").statusCode(404);
        assertThat(master.current()).isNotEqualTo(key);
    }

    @Test
    void theFirstKeyCanWrapAgainAndIsStillNotNamed() {
        String first = agreed().nameless();
        promote(added()).statusCode(200);
        rewrapping.walk();

        promote(first).statusCode(200);
        rewrapping.walk();

        assertThat(used()).containsExactly(first);
        assertThat(read("one")).isEqualTo(CANARY + "one");
        assertThat(MasterKey.nameOf(master.wrap(new byte[8], EmbeddedStore.place("acme", "acme/a/b", 1))))
                .isEmpty();
    }
}
