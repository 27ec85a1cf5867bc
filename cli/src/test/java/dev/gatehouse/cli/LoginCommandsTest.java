package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins with a page and a code, at an identity provider that says what a test wants. */
@Execution(ExecutionMode.CONCURRENT)
class LoginCommandsTest {
    private static final String PROVIDERS = "GET /api/v1/demo/login-providers";
    private static final String DEVICE = "POST /idp/device";
    private static final String TOKENS = "POST /idp/tokens";
    private static final String REVOKE = "POST /idp/revoke";
    private static final String JOBS = "GET /api/v1/demo/jobs";
    private static final String GRANTED = """
            {"access_token": "first-access", "refresh_token": "first-refresh", "expires_in": 300}""";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();
    private final FakeGateway idp = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
        gateway.answers(PROVIDERS, 200, """
                        {"items": [{"name": "corp", "issuer": "%s/idp", "clientId": "browser", "scopes": ["openid"]}]}
                        """.formatted(idp.url())).answers(JOBS, 200, "{\"items\": []}");
        idp.answers("GET /idp/.well-known/openid-configuration", 200, """
                        {"issuer": "%1$s/idp", "token_endpoint": "%1$s/idp/tokens",
                         "device_authorization_endpoint": "%1$s/idp/device", "revocation_endpoint": "%1$s/idp/revoke"}
                        """.formatted(idp.url()))
                .answers(REVOKE, 200, "")
                .answers(DEVICE, 200, """
                        {"device_code": "d-secret", "user_code": "WDJB-MJHT", "verification_uri": "https://idp.example/device",
                         "verification_uri_complete": "https://idp.example/device?c=WDJB-MJHT", "expires_in": 60, "interval": 0}
                        """);
    }

    @AfterEach
    void stop() {
        gateway.close();
        idp.close();
    }

    private Path file() {
        return folder.resolve(".gatehouse/login.json");
    }

    private CommandRun logIn() {
        idp.answers(TOKENS, 400, "{\"error\": \"authorization_pending\"}").answers(TOKENS, 200, GRANTED);
        return CommandRun.of(folder, "login");
    }

    private void expire() throws IOException {
        String login = Files.readString(file());
        Files.writeString(
                file(), login.replaceAll("\"expiresAt\" : \"[^\"]*\"", "\"expiresAt\" : \"" + Instant.EPOCH + "\""));
    }

    private String shown() {
        return gateway.requests().getLast().header("Authorization");
    }

    private List<String> bodies(String line) {
        return idp.requests().stream()
                .filter(each -> each.line().equals(line))
                .map(FakeGateway.Request::body)
                .toList();
    }

    @Test
    void tellsWhatToOpenAndWaitsForIt() {
        CommandRun run = logIn();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("https://idp.example/device", "WDJB-MJHT")
                .doesNotContain("d-secret", "first-access", "first-refresh");
        assertThat(run.out()).isEmpty();
        assertThat(bodies(DEVICE).getFirst())
                .contains("client_id=browser", "scope=openid", "code_challenge_method=S256");
        assertThat(bodies(TOKENS))
                .hasSize(2)
                .allMatch(body -> body.contains("device_code=d-secret") && body.contains("code_verifier="));
    }

    @Test
    void keepsTheLoginWhereNobodyElseReadsIt() throws IOException {
        logIn();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file())).contains("first-access", "first-refresh");
        try (var files = Files.list(file().getParent())) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .doesNotHaveDuplicates()
                    .noneMatch(name -> name.endsWith(".new"));
        }
    }

    @Test
    void everyCommandIsThatPersonsFromThenOn() {
        logIn();

        assertThat(CommandRun.of(folder, "get", "jobs").exit()).isZero();
        assertThat(shown()).isEqualTo("Bearer first-access");
        CommandRun.of(folder, "get", "jobs", "--token-file", folder + "/.gatehouse/token");
        assertThat(shown()).isEqualTo("Bearer gha_token");
    }

    @Test
    void isForTheGatewayAndTheTenantItWasMadeFor() {
        logIn();
        gateway.answers("GET /api/v1/other/jobs", 200, "{\"items\": []}");

        CommandRun.of(folder, "get", "jobs", "--tenant", "other");

        assertThat(shown()).isEqualTo("Bearer gha_token");
        try (var elsewhere = new FakeGateway()) {
            elsewhere.answers(JOBS, 200, "{\"items\": []}");
            CommandRun.of(folder, "get", "jobs", "--url", elsewhere.url());
            assertThat(elsewhere.requests().getFirst().header("Authorization")).isEmpty();
        }
    }

    @Test
    void isRenewedBeforeItEndsAndTheNewTokensAreKept() throws IOException {
        logIn();
        expire();
        idp.answers(TOKENS, 200, """
                {"access_token": "second-access", "refresh_token": "second-refresh", "expires_in": 300}""");
        // The fake repeats its last answer, so the first one has to be used up.
        CommandRun.of(folder, "get", "jobs");
        expire();

        CommandRun.of(folder, "get", "jobs");

        assertThat(shown()).isEqualTo("Bearer second-access");
        assertThat(bodies(TOKENS).getLast()).contains("grant_type=refresh_token", "client_id=browser");
        assertThat(Files.readString(file())).contains("second-refresh").doesNotContain("first-refresh");
    }

    @Test
    void thatTheProviderDoesNotRenewIsOver() throws IOException {
        logIn();
        Files.writeString(file(), Files.readString(file()).replace(idp.url() + "/idp", idp.url() + "/gone"));
        expire();
        idp.answers("GET /gone/.well-known/openid-configuration", 200, """
                        {"issuer": "%1$s/gone", "token_endpoint": "%1$s/gone/tokens"}""".formatted(idp.url()))
                .answers("POST /gone/tokens", 400, "{\"error\": \"invalid_grant\"}");

        CommandRun run = CommandRun.of(folder, "get", "jobs");

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("run gatehouse login again").doesNotContain("first-refresh");
    }

    @Test
    void refusedOrExpiredLoginsLeaveNothing() {
        for (String error : List.of("access_denied", "expired_token")) {
            idp.answers(TOKENS, 400, "{\"error\": \"" + error + "\"}");
            CommandRun run = CommandRun.of(folder, "login");

            assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(file()).doesNotExist();
        }
    }

    @Test
    void severalProvidersHaveToBeTold() {
        gateway.answers(PROVIDERS, 200, """
                {"items": [{"name": "corp", "issuer": "https://a", "clientId": "a"},
                           {"name": "partner", "issuer": "https://b", "clientId": "b"}]}""");
        gateway.requests();
        CommandRun.of(folder, "login", "--provider", "none");

        CommandRun run = CommandRun.of(folder, "login");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("--provider", "corp, partner");
    }

    @Test
    void aProviderWithoutTlsGetsNothing() {
        gateway.answers(PROVIDERS, 200, """
                {"items": [{"name": "plain", "issuer": "http://idp.example", "clientId": "a"}]}""");
        CommandRun.of(folder, "login", "--provider", "none");

        assertThat(CommandRun.of(folder, "login").exit()).isEqualTo(ExitCode.UNAVAILABLE.number());
    }

    @Test
    void logoutForgetsAndTellsTheProvider() {
        logIn();

        CommandRun run = CommandRun.of(folder, "logout");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(file()).doesNotExist();
        assertThat(bodies(REVOKE).getFirst()).contains("token=first-refresh");
        CommandRun.of(folder, "get", "jobs");
        assertThat(shown()).isEqualTo("Bearer gha_token");
        assertThat(CommandRun.of(folder, "logout")).isEqualTo(new CommandRun(0, "", "nobody was logged in\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>login</html>",
                "{}",
                "[]",
                "{\"user_code\": \"A\", \"verification_uri\": \"https://idp.example\"}",
                "{\"device_code\": \"d-secret\", \"user_code\": \"\", \"verification_uri\": \"https://idp.example\"}",
                "{\"device_code\": \"d-secret\", \"user_code\": \"A\"}"
            })
    void aDeviceEndpointThatGivesNoCodesBeginsNoLogin(String answer) {
        idp.answersInstead(DEVICE, 200, answer);

        CommandRun run = CommandRun.of(folder, "login");

        assertThat(run.exit()).isEqualTo(ExitCode.UNAVAILABLE.number());
        assertThat(run.err()).contains("/idp/device answered without a ").doesNotContain("Open ", "d-secret");
        assertThat(bodies(TOKENS)).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void nobodyIsWaitedForLongerThanTheCodeLives() {
        idp.answersInstead(DEVICE, 200, """
                {"device_code": "d", "user_code": "A", "verification_uri": "https://idp.example", "expires_in": 1,
                 "interval": 300}""");
        idp.answers(TOKENS, 400, "{\"error\": \"authorization_pending\"}");

        CommandRun run = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> CommandRun.of(folder, "login"));

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("the code has expired");
        assertThat(bodies(TOKENS)).hasSizeLessThan(3);
    }

    @Test
    void aDamagedLoginIsNamedAndNotShown() throws IOException {
        Files.writeString(file(), "{\"accessToken\": \"canary\"");

        CommandRun run = CommandRun.of(folder, "get", "jobs");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("login.json", "gatehouse logout").doesNotContain("canary");
        assertThat(CommandRun.of(folder, "logout").exit()).isZero();
    }
}
