package dev.gatehouse.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final String EXECUTIONS = "/api/v1/demo/executions";
    private static final String TOKEN = "gha_a-token-that-nobody-may-see";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, TOKEN);
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    @Test
    void runSendsTheInputsAndPrintsTheId() {
        gateway.answers("POST " + EXECUTIONS, 201, """
                {"id": "e1", "job": "a/b", "revision": 1, "state": "QUEUED"}""");

        var run = CommandRun.of(folder, "run", "a/b", "--input", "count=7", "--input", "day=2024-01-01");

        assertThat(run).isEqualTo(new CommandRun(0, "execution  e1\nstate      QUEUED\n", ""));
        var request = gateway.requests().getFirst();
        assertThat(request.body()).isEqualTo("""
                {"job":"a/b","inputs":{"count":7,"day":"2024-01-01"}}""");
        assertThat(request.header("Authorization")).isEqualTo("Bearer " + TOKEN);
        assertThat(request.header("Idempotency-key")).isEqualTo(CommandRun.ID.toString());
    }

    @Test
    void runStartsTheRevisionAndTheArgumentsItIsGiven() throws IOException {
        Files.writeString(folder.resolve("x"), "from a file");
        gateway.answers("POST " + EXECUTIONS, 201, """
                {"id": "e1", "state": "QUEUED"}""");

        var run = CommandRun.of(folder, "run", "a/b", "--revision", "3", "--arg", "@x");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(gateway.requests().getFirst().body()).isEqualTo("""
                {"job":"a/b","revision":3,"inputs":{},"launch":{"args":["@x"]}}""");
    }

    @Test
    void aRefusalIsOneLineAndExitsWithThree() {
        gateway.answers("POST " + EXECUTIONS, 403, """
                {"code": "denied", "detail": "You may not start a/b."}""");

        assertThat(CommandRun.of(folder, "run", "a/b"))
                .isEqualTo(new CommandRun(3, "", "gatehouse: denied (403): You may not start a/b.\n"));
    }

    @Test
    void aNumberThatIsRefusedIsExplainedAsOneThatCouldBeAString() {
        gateway.answers("POST " + EXECUTIONS, 422, """
                {"code": "inputs_invalid", "errors": [{"pointer": "/inputs/zip", "message": "string expected"}]}""");

        var run = CommandRun.of(folder, "run", "a/b", "--input", "zip=12345");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("--input 'NAME=\"7\"'", "/inputs/zip: string expected");
    }

    @Test
    void whatIsAwayExitsWithFour() {
        gateway.answers("POST " + EXECUTIONS, 503, """
                {"code": "outcome_unknown", "detail": "Repeat it."}""");

        var run = CommandRun.of(folder, "run", "a/b");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("--idempotency-key " + CommandRun.ID).contains("outcome_unknown (503)");
    }

    @Test
    void aGatewayThatCannotBeReachedExitsWithFour() {
        gateway.close();

        var run = CommandRun.of(folder, "get", "jobs");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).isEqualTo("gatehouse: cannot reach " + gateway.url() + ": is the gateway up?\n");
    }

    @Test
    void anAnswerThatStandsStillEndsTheWait() throws IOException {
        try (var standing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + standing.getLocalPort();
            Thread.ofVirtual().start(() -> answerHalf(standing));
            var client = new GatewayClient(
                    URI.create(url),
                    "demo",
                    Optional.empty(),
                    World.ofProcess(),
                    Installation.trust(),
                    Duration.ofSeconds(1));

            assertThatThrownBy(() -> client.get("jobs"))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage("no answer within 1 s from " + url + ": does the gateway hang?");
        }
    }

    /** Accepts, answers with a header and two of its ten bytes, and keeps the connection. */
    private static void answerHalf(ServerSocket server) {
        try {
            Socket connection = server.accept();
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}".getBytes(US_ASCII));
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theHomesTokenGoesToNoOtherGateway() {
        try (var other = new FakeGateway()) {
            other.answers("GET /api/v1/demo/jobs", 401, """
                    {"code": "unauthenticated"}""");

            var run = CommandRun.of(folder, "get", "jobs", "--url", other.url());

            assertThat(run.exit()).isEqualTo(3);
            assertThat(other.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.header("Authorization").isEmpty());
        }
    }

    @Test
    void wrongUsageExitsWithTwo() {
        assertThat(CommandRun.of(folder, "run").exit()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "fly").exit()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "run", "a/b", "--input", "novalue").exit())
                .isEqualTo(2);
        assertThat(CommandRun.of(folder, "get", "unicorns").exit()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "get", "jobs", "b").err()).contains("NAMESPACE/NAME, not: b");
        assertThat(CommandRun.of(folder, "get", "jobs", "a/").exit()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "get", "namespaces", "a/b").exit()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "logs", "").exit()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "logs", "..").exit()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "get", "jobs", "--token-file", "none").exit())
                .isEqualTo(2);
        assertThat(CommandRun.of(folder, "get", "jobs", "--home", "elsewhere").err())
                .contains("start one with ./gatehouse up, or give --url");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void getListsEveryPage() {
        gateway.answers("GET /api/v1/demo/jobs", 200, """
                        {"items": [{"metadata": {"namespace": "a", "name": "b", "revision": 2}}], "next": "x/1"}""").answers("GET /api/v1/demo/jobs?after=x%2F1", 200, """
                        {"items": [{"metadata": {"namespace": "a", "name": "c", "revision": 1}}], "next": null}""");

        assertThat(CommandRun.of(folder, "get", "job").out().lines())
                .hasSize(3)
                .last()
                .asString()
                .startsWith("a/c ");
    }

    @Test
    void receiptWaitsUntilTheLogHasSealedItAndKeepsEveryByte() throws IOException {
        gateway.answers("GET " + EXECUTIONS + "/e1/receipt", 409, """
                        {"code": "not_sealed_yet"}""")
                .answers("GET " + EXECUTIONS + "/e1/receipt", 200, "{\"v\":1}");

        assertThat(CommandRun.of(folder, "receipt", "e1")).isEqualTo(new CommandRun(0, "{\"v\":1}", ""));
        assertThat(CommandRun.of(folder, "receipt", "e1", "-o", "json").out()).isEqualTo("{\"v\":1}");
        assertThat(CommandRun.of(folder, "receipt", "e1", "-f", "r.json").exit())
                .isZero();
        assertThat(folder.resolve("r.json")).hasContent("{\"v\":1}");
    }

    @Test
    void secretPutTakesTheValueFromStandardInput() {
        gateway.answers("PUT /api/v1/demo/secrets/a.b/db/value", 204, "");

        var run = CommandRun.withInput(folder, "hunter2hunter2\n", "secret", "put", "a.b/db");

        assertThat(run).isEqualTo(new CommandRun(0, "", "written   Secret a.b/db\n"));
        assertThat(gateway.requests().getFirst().body()).isEqualTo("hunter2hunter2");
        var json = CommandRun.withInput(folder, "hunter2hunter2\n", "secret", "put", "a.b/db", "-o", "json");
        assertThat(Installation.parse(json.out()).path("change").asText()).isEqualTo("written");
    }

    @Test
    void verifyAnswersInJsonToo() throws IOException {
        Files.writeString(folder.resolve("r.json"), "{}");
        String key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

        var run = CommandRun.of(folder, "audit", "verify", "r.json", "--key", key, "-o", "json");

        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        assertThat(Installation.parse(run.out()).path("valid").asBoolean(true)).isFalse();
    }

    @Test
    void tokenCreatePrintsTheTokenAlone() {
        gateway.answers("POST /api/v1/demo/tokens", 201, """
                {"token": "gha_new", "expiresAt": "2030-01-01T00:00:00Z"}""");

        var run = CommandRun.of(folder, "token", "create", "--for", "ci", "--role", "Launcher", "--expires", "PT8H");

        assertThat(run.out()).isEqualTo("gha_new\n");
        assertThat(gateway.requests().getFirst().body()).isEqualTo("""
                {"for":"ci","role":"Launcher","namespace":"root","expires":"PT8H"}""");
    }

    @Test
    void noCommandPrintsTheTokenItUses() {
        gateway.answers("GET /api/v1/demo/jobs", 401, """
                {"code": "unauthenticated", "detail": "No valid token."}""");

        var run = CommandRun.of(folder, "get", "jobs");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("--token-file FILE");
        assertThat(run.out() + run.err()).doesNotContain(TOKEN);
    }

    @Test
    void aTokenFileThatHoldsMoreThanATokenIsWrongUsageAndNotShown() throws IOException {
        for (String text : List.of("", TOKEN + "\nx", TOKEN + " x", TOKEN + "\u00e9")) {
            Files.writeString(folder.resolve(".gatehouse/token"), text);

            var run = CommandRun.of(folder, "get", "jobs");

            assertThat(run.exit()).as(text).isEqualTo(2);
            assertThat(run.err()).contains("does not hold one token").doesNotContain(TOKEN);
        }
    }

    @Test
    void anOptionThatCannotBeReadIsExplainedWithoutJava() {
        for (var run : List.of(
                CommandRun.of(folder, "audit", "verify", "--url", "http://[::"),
                CommandRun.of(folder, "get", "jobs", "--url", "http://127.0.0.1:70000"),
                CommandRun.of(folder, "get", "jobs", "--home", "a\0b"),
                CommandRun.of(folder, "run", "a/b", "--revision", "first"),
                CommandRun.of(folder, "token", "create", "--for", "x", "--role", "R", "--expires", "soon"),
                CommandRun.of(folder, "run", "a/b", "--idempotency-key", "a\nb"))) {
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).startsWith("gatehouse: ").doesNotContain("java", "Exception");
        }
    }

    @Test
    void theGlobalOptionsStandBeforeOrAfterTheWord() {
        gateway.answers("GET /api/v1/other/jobs", 200, "{\"items\": []}");

        assertThat(CommandRun.of(folder, "get", "jobs", "--tenant", "other").exit())
                .isZero();
        assertThat(CommandRun.of(folder, "--tenant", "other", "get", "jobs").exit())
                .isZero();
    }
}
