package dev.gatehouse.gateway.proof;

import static dev.gatehouse.gateway.proof.RecordedExecutions.until;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.audit.LogVerifierKey;
import dev.gatehouse.audit.ProvenExecution;
import dev.gatehouse.audit.ReceiptVerifier;
import dev.gatehouse.audit.Verification;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReceiptTest {
    @Inject
    TestAccess access;

    @Inject
    RecordedExecutions executions;

    @Inject
    GatehouseConfig config;

    private static Response get(TestAccess.Account account, String execution, String query) {
        return given().header("Authorization", "Bearer " + account.token())
                .get("/api/v1/acme/executions/" + execution + "/receipt" + query);
    }

    private byte[] sealed(TestAccess.Account account, ExecutionId execution, String query) {
        until(() -> get(account, execution.toString(), query).statusCode() == 200);
        return get(account, execution.toString(), query).asByteArray();
    }

    private Verification<ProvenExecution> verify(byte[] receipt) throws IOException {
        var pinned = LogVerifierKey.parseAll(Files.readString(config.home().resolve("log.vkey")));
        return new ReceiptVerifier(pinned).verify(receipt);
    }

    @Test
    void theReceiptOfAnEndedExecutionHoldsAgainstThePinnedKeyOfTheHome() throws IOException {
        var reader = access.account("acme", "Launcher", "acme.data");
        var execution = executions.succeed("acme", executions.accepted("acme"));

        byte[] receipt = sealed(reader, execution, "");

        assertThat(verify(receipt)).isInstanceOfSatisfying(Verification.Valid.class, valid -> {
            ProvenExecution proven = (ProvenExecution) valid.proven();
            assertThat(proven.execution()).isEqualTo(execution.toString());
            assertThat(proven.outcome()).isEqualTo("execution.succeeded");
            assertThat(proven.events()).isEqualTo(2);
            assertThat(proven.disclosed()).isZero();
        });
        receipt[receipt.length / 2] ^= 1;
        assertThat(verify(receipt)).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void chosenFieldsAreDisclosed() throws IOException {
        var reader = access.account("acme", "Owner", "root");
        var execution = executions.succeed("acme", executions.accepted("acme"));

        byte[] receipt = sealed(reader, execution, "?disclose=inputs,outputs");

        assertThat(verify(receipt))
                .isInstanceOfSatisfying(
                        Verification.Valid.class,
                        valid -> assertThat(((ProvenExecution) valid.proven()).disclosed())
                                .isEqualTo(2));
    }

    @Test
    void aRunningExecutionHasNoReceiptYet() {
        var reader = access.account("acme", "Owner", "root");
        var execution = executions.accepted("acme");

        get(reader, execution.toString(), "").then().statusCode(409).body("code", equalTo("not_ended_yet"));
    }

    @Test
    void anEventThatNoCheckpointCoversMakesTheReceiptWait() {
        var reader = access.account("acme", "Owner", "root");
        var execution = executions.succeed("acme", executions.accepted("acme"));
        sealed(reader, execution, "");
        access.sql("UPDATE execution SET events = events + 1 WHERE id = ?", execution.value());

        get(reader, execution.toString(), "")
                .then()
                .statusCode(409)
                .header("Retry-After", "1")
                .body("code", equalTo("not_sealed_yet"));
    }

    @Test
    void whoMayNotReadTheExecutionGetsNoReceipt() {
        var execution = executions.succeed("acme", executions.accepted("acme"));
        var stranger = access.stranger("acme");
        var elsewhere = access.account("acme", "Owner", "acme.other");

        get(stranger, execution.toString(), "").then().statusCode(404);
        get(elsewhere, execution.toString(), "").then().statusCode(404);
        given().get("/api/v1/acme/executions/" + execution + "/receipt").then().statusCode(401);
        given().header("Authorization", "Bearer " + stranger.token())
                .get("/api/v1/globex/executions/" + execution + "/receipt")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0190a5f0-0000-7000-8000-000000000001", "0190A5F0-0000-7000-8000-000000000001"})
    void anUnknownExecutionIsNotFound(String id) {
        var reader = access.account("acme", "Owner", "root");

        get(reader, id, "").then().statusCode(404).body("code", equalTo("not_found"));
    }
}
