package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScimCommandsTest {
    private static final String CLIENTS = "/api/v1/demo/scim-clients";
    private static final String ID = "019a0000-0000-7000-8000-00000000000a";
    private static final String MADE = """
            {"id": "a", "name": "okta", "baseUrl": "https://g.example/scim/demo/v2", "tokenId": "b", "token": "gsc_x",
             "expiresAt": "2027-01-01T00:00:00Z"}""";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    @Test
    void createPrintsTheBaseUrlAndTheTokenAndNothingElse() {
        gateway.answers("POST " + CLIENTS, 201, MADE);

        var run = CommandRun.of(folder, "scim", "client", "create", "okta");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly("https://g.example/scim/demo/v2", "gsc_x");
    }

    @Test
    void tokenPrintsTheNextOne() {
        gateway.answers("POST " + CLIENTS + "/okta/tokens", 201, MADE);

        var run = CommandRun.of(folder, "scim", "client", "token", "okta", "--expires", "P30D");

        assertThat(run.out().lines()).contains("gsc_x");
    }

    @Test
    void listShowsTheTokensThatWork() {
        gateway.answers("GET " + CLIENTS, 200, """
                {"items": [{"id": "a", "name": "okta", "tokens":
                 [{"id": "b", "hint": "gsc_…1234", "expiresAt": "2027-01-01T00:00:00Z"}]}]}""");

        var run = CommandRun.of(folder, "scim", "client", "list");

        assertThat(run.out().lines().toList()).hasSize(2).first().isEqualTo("okta");
        assertThat(run.out()).contains("1234", "2027-01-01T00:00:00Z");
    }

    @Test
    void listShowsSecretsAndWhomTheClientTrusts() {
        gateway.answers("GET " + CLIENTS, 200, """
                {"items": [{"id": "a", "name": "entra", "tokens": [], "trusts": "https://idp.example", "secrets":
                 [{"id": "s", "hint": "gss_…5678", "expiresAt": "2027-01-01T00:00:00Z"}]}]}""");

        var run = CommandRun.of(folder, "scim", "client", "list");

        assertThat(run.out().lines())
                .containsExactly(
                        "entra", "  secret s  gss_…5678  until 2027-01-01T00:00:00Z", "  trusts https://idp.example");
    }

    @Test
    void secretPrintsWhatEntraWantsAndNothingElse() {
        gateway.answers("POST " + CLIENTS + "/entra/secrets", 201, """
                {"tokenUrl": "https://g.example/oidc/demo/token", "clientId": "a", "secretId": "s", "secret": "gss_x",
                 "expiresAt": "2027-01-01T00:00:00Z"}""");

        var run = CommandRun.of(folder, "scim", "client", "secret", "entra");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly("https://g.example/oidc/demo/token", "a", "gss_x");
    }

    @Test
    void trustPrintsWhereTheClientLogsIn() {
        gateway.answers(
                "PUT " + CLIENTS + "/entra/trust", 200, "{\"tokenUrl\": \"https://g.example/t\", \"clientId\": \"a\"}");

        var run = CommandRun.of(
                folder,
                "scim",
                "client",
                "trust",
                "entra",
                "--issuer",
                "https://idp.example",
                "--audience",
                "x",
                "--subject",
                "y");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly("https://g.example/t", "a");
        assertThat(CommandRun.of(folder, "scim", "client", "trust", "entra", "--issuer", "https://idp.example")
                        .exit())
                .isNotZero();
    }

    @Test
    void secretsAndTrustAreEndedByName() {
        gateway.answers("DELETE " + CLIENTS + "/entra/secrets/" + ID, 204, "");
        gateway.answers("DELETE " + CLIENTS + "/entra/trust", 204, "");

        assertThat(CommandRun.of(folder, "scim", "client", "revoke-secret", "entra", ID)
                        .exit())
                .isZero();
        assertThat(CommandRun.of(folder, "scim", "client", "distrust", "entra").exit())
                .isZero();
        assertThat(CommandRun.of(folder, "scim", "client", "revoke-secret", "entra", "t")
                        .exit())
                .isNotZero();
    }

    @Test
    void revokeNamesClientAndToken() {
        gateway.answers("DELETE " + CLIENTS + "/okta/tokens/" + ID, 204, "");

        assertThat(CommandRun.of(folder, "scim", "client", "revoke", "okta", ID).exit())
                .isZero();
        assertThat(CommandRun.of(folder, "scim", "client", "revoke", "okta", "c")
                        .exit())
                .isNotZero();
    }

    @Test
    void whatIsNoIdIsNotSentAndTheMessageSaysWhereIdsAre() {
        for (String act : List.of("revoke", "revoke-secret")) {
            var run = CommandRun.of(folder, "scim", "client", act, "okta", "gsc_secret");

            assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
            assertThat(run.err()).contains("scim client list").doesNotContain("gsc_secret");
        }
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void aLifeInYearsHearsWhatToWrite() {
        var run = CommandRun.of(folder, "scim", "client", "create", "okta", "--expires", "P10Y");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("P10Y", "days, hours, minutes and seconds, such as P30D or PT8H");
        assertThat(gateway.requests()).isEmpty();
    }
}
