package dev.gatehouse.gateway.masterkey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.key.MasterKeyReload;
import dev.gatehouse.gateway.key.MasterKeyRows;
import dev.gatehouse.gateway.key.MasterKeyRows.Agreed;
import dev.gatehouse.secrets.MasterKey;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key wraps only once each gateway that lives would have it at its next start. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class MasterKeyHoldersTest {
    private static final String KEYS = "/api/v1/system/master-keys";

    @Inject
    TestAccess access;

    @Inject
    MasterKey master;

    @Inject
    MasterKeyRows rows;

    @Inject
    MasterKeyReload reload;

    @Inject
    Transactions transactions;

    @Inject
    GatehouseConfig config;

    @Inject
    Supplier<UUID> ids;

    private Account operator;
    private Path file;

    @BeforeEach
    void thisGatewayAloneLives() {
        operator = access.account("system", "Owner", "root");
        file = config.home().resolve("master.key");
        forgetOthers();
    }

    @AfterEach
    void forgetOthers() {
        access.sql("DELETE FROM master_key_holder");
        access.sql("DELETE FROM gateway_presence");
        reload.agree();
    }

    private String added() {
        String id = given().auth()
                .oauth2(operator.token())
                .post(KEYS)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        reload.agree();
        return id;
    }

    private ValidatableResponse promote(String key) {
        ValidatableResponse answer = given().auth()
                .oauth2(operator.token())
                .post(KEYS + "/" + key + "/promote")
                .then();
        reload.agree();
        return answer;
    }

    private void another(Set<String> held) {
        UUID gateway = ids.get();
        transactions.run(connection -> {
            rows.hold(connection, gateway, held);
            return gateway;
        });
    }

    private void write(List<String> lines) throws IOException {
        Files.write(file, lines);
        reload.agree();
    }

    @Test
    void aGatewayThatLacksTheKeyHoldsItBack() {
        String before = master.current();
        String key = added();
        another(Set.of(before));

        promote(key).statusCode(409).body("code", equalTo("key_not_everywhere"));
        assertThat(master.current()).isEqualTo(before);

        forgetOthers();
        another(Set.of(before, key));
        promote(key).statusCode(200);
        assertThat(master.current()).isEqualTo(key);
    }

    @Test
    void aGatewayOfTheVersionBeforeHoldsItBackAlsoWhereAsManyHaveTheKeyAsLive() {
        String key = added();
        another(Set.of(master.current(), key));
        access.sql("INSERT INTO gateway_presence (gateway, seen_at) VALUES (?, now())", ids.get());

        promote(key)
                .statusCode(409)
                .body("code", equalTo("key_not_everywhere"))
                .body("detail", containsString("Of 3 gateways only 2"));
    }

    @Test
    void aKeyWhoseLineIsGoneFromTheFileIsNotPromotedThoughMemoryHasIt() throws IOException {
        List<String> before = Files.readAllLines(file);
        String key = added();
        List<String> with = Files.readAllLines(file);
        write(before);

        promote(key).statusCode(404);
        another(Set.of(key));
        promote(key).statusCode(409).body("code", equalTo("key_not_everywhere"));

        write(with);
        forgetOthers();
        promote(key).statusCode(200);
    }

    @Test
    void whatTheFileHoldsThatCannotBeReadHoldsNoKey() throws IOException {
        List<String> before = Files.readAllLines(file);
        String key = added();
        List<String> with = Files.readAllLines(file);
        write(List.of("nonsense"));
        try {
            promote(key).statusCode(404);
        } finally {
            write(with);
        }
        assertThat(master.known()).as("nothing is forgotten").contains(key);
        promote(key).statusCode(200);
        assertThat(before).hasSizeLessThan(with.size());
    }

    @Test
    void aClockThatGoesBackUndoesNoPromotion() {
        String key = added();
        access.sql(
                "UPDATE master_key SET promoted_at = promoted_at + interval '1 hour' WHERE id = ?", master.current());
        try {
            promote(key).statusCode(200);

            assertThat(transactions.run(rows::agreed).map(Agreed::current)).contains(key);
        } finally {
            access.sql("UPDATE master_key SET promoted_at = promoted_at - interval '1 hour' WHERE promoted_at > now()");
        }
    }

    @Test
    void aTextThatIsNoIdIsRecordedNowhere() {
        var viewer = access.account("system", "Viewer", "root");
        String text = "x".repeat(200);

        promote(text).statusCode(404);
        promote("0123456789ABCDEF").statusCode(404);
        given().auth()
                .oauth2(viewer.token())
                .post(KEYS + "/" + text + "/promote")
                .then()
                .statusCode(403);

        assertThat(access.query("SELECT count(*) FROM question WHERE body::text LIKE '%xxxxxxxx%'"))
                .contains("0");
    }
}
