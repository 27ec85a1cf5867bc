package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.secrets.MasterKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one database behave as one. They are started as an operator would start them: at once. */
class TwoGatewaysIT {
    private static final Duration LEADERS_PATIENCE = Duration.ofSeconds(10);

    /** What the design allows where nobody tells a gateway of the change. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private static final String RESOURCES = """
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: floating}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: floating}
            spec:
              workerGroup: floating
              timeout: PT1M
              run:
                process:
                  command: [sh, -c, "echo done"]
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: talking}
            spec:
              workerGroup: floating
              timeout: PT1M
              run:
                process:
                  command: [sh, -c, "for i in 1 2 3 4 5 6; do echo line $i; sleep 1; done"]
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: endless}
            spec:
              workerGroup: floating
              timeout: PT5M
              run:
                process:
                  command: [sleep, "240"]
            """;

    @TempDir
    static Path folder;

    private static DebianPostgres server;
    private static Installation first;
    private static Installation second;
    private static Alternating balancer;
    private static WorkerProcess worker;

    @BeforeAll
    static void startBothAtOnce() throws IOException {
        server = DebianPostgres.startedIn(folder);
        Path key = folder.resolve("master.key");
        MasterKey.create(key, new SecureRandom());
        first = Installation.inNewHome(with("GATEHOUSE_MASTER_KEY_FILE", key.toString()));
        second = Installation.inNewHome(with("GATEHOUSE_MASTER_KEY_FILE", key.toString()));
        var other = CompletableFuture.runAsync(second::up);
        first.up();
        other.join();
        first.apply(RESOURCES);
        balancer = Alternating.between(List.of(first.url(), second.url()));
        worker = WorkerProcess.joined(first, "floating", balancer.url(), folder);
    }

    @AfterAll
    static void endAll() throws IOException {
        for (AutoCloseable each : new AutoCloseable[] {worker, balancer}) {
            close(each);
        }
        for (Installation each : new Installation[] {first, second}) {
            if (each != null) {
                each.close();
            }
        }
        server.close();
    }

    private static void close(AutoCloseable each) {
        try {
            if (each != null) {
                each.close();
            }
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void eitherAcceptsAndAWorkerMayAskEachTimeTheOther() {
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            accepted.add(submit(first.api(), "floating"));
            accepted.add(submit(second.api(), "floating"));
        }

        for (String id : accepted) {
            Installation.until(id + " has ended", () -> !isLive(state(first.api(), id)));
            assertThat(state(second.api(), id)).isEqualTo("SUCCEEDED");
            assertThat(logs(second.api(), id)).contains("done");
        }
        CommandRun log = second.gatehouse("audit", "verify", "--url", second.url());
        assertThat(log.exit()).as(log.out() + log.err()).isZero();
    }

    @Test
    void whoFollowsAtOneSeesEachLineOnceWhicheverItWasWrittenThrough() {
        for (Installation followed : List.of(first, second)) {
            String id = submit(first.api(), "talking");

            CommandRun logs = followed.gatehouse("logs", "-f", id, "--url", followed.url());

            assertThat(logs.exit()).as(logs.err()).isZero();
            assertThat(logs.out()).isEqualTo("line 1\nline 2\nline 3\nline 4\nline 5\nline 6\n");
            assertThat(state(first.api(), id)).isEqualTo("SUCCEEDED");
        }
    }

    @Test
    void aStopReachesAWorkerThatWaitsAtTheOther() {
        for (Installation asked : List.of(first, second)) {
            String id = submit(asked.api(), "endless");
            Installation.until("it runs", () -> state(second.api(), id).equals("RUNNING"));

            assertThat(asked.api()
                            .post("executions/" + id + "/cancel", Json.object())
                            .isSuccess())
                    .isTrue();

            Installation.until(
                    "it is stopped",
                    Duration.ofSeconds(30),
                    () -> state(first.api(), id).equals("CANCELLED"));
        }
    }

    @Test
    void whatIsDeclaredAtOneCountsAtTheOtherAndARemovedBindingDoesNotWithinSeconds() {
        String token = tokenOf("bound");

        assertThat(first.api().delete("rolebindings/root/bound-launcher").isSuccess())
                .isTrue();

        refusedByBothWithinSeconds(token, 403);
    }

    /** Past every gateway, so that none is told: as with a notifier that is cut. */
    @Test
    void aSubjectsEndCountsAtBothWithinSeconds() {
        String token = tokenOf("guest");

        server.answer("UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1"
                + " WHERE tenant = 'demo' AND name = 'guest' RETURNING name");

        refusedByBothWithinSeconds(token, 401);
    }

    @Test
    void aTokensEndCountsAtBothWithinSeconds() {
        String token = tokenOf("visitor");

        server.answer("UPDATE api_token SET revoked_at = now() WHERE tenant = 'demo' AND subject_id ="
                + " (SELECT id FROM subject WHERE tenant = 'demo' AND name = 'visitor') RETURNING id");

        refusedByBothWithinSeconds(token, 401);
    }

    /** A new account's, which both gateways know and have just taken. */
    private static String tokenOf(String account) {
        CommandRun made =
                first.gatehouse("token", "create", "--for", account, "--role", "Launcher", "--expires", "PT1H");
        assertThat(made.exit()).as(made.err()).isZero();
        String token = made.out().strip();
        Installation.until(
                "both know the token and its role",
                ENDS_WITHIN,
                () -> first.api(token).get("executions").isSuccess()
                        && second.api(token).get("executions").isSuccess());
        return token;
    }

    private static void refusedByBothWithinSeconds(String token, int status) {
        Installation.until(
                "neither takes the token any more",
                ENDS_WITHIN,
                () -> first.api(token).get("executions").status() == status
                        && second.api(token).get("executions").status() == status);
    }

    @Test
    void afterTheLeadersDeathTheOtherSequencesWithinTenSeconds() {
        for (Installation killed : List.of(first, second)) {
            Installation left = killed == first ? second : first;
            submit(killed.api(), "floating");
            killed.kill("gateway");
            long size = size(left);

            submit(left.api(), "floating");

            Installation.until("the checkpoint grows", LEADERS_PATIENCE, () -> size(left) > size);
            killed.up();
        }
        CommandRun log = first.gatehouse("audit", "verify", "--url", first.url());
        assertThat(log.exit()).as(log.out() + log.err()).isZero();
    }

    @Test
    void aGatewayWithAnotherMasterKeyIsRefused() throws IOException {
        Path key = folder.resolve("another.key");
        MasterKey.create(key, new SecureRandom());
        try (var third = Installation.inNewHome(with("GATEHOUSE_MASTER_KEY_FILE", key.toString()))) {
            CommandRun run = third.gatehouse("up", "--detach");

            assertThat(run.exit()).isEqualTo(4);
            assertThat(run.err()).contains("gatehouse.master-key-file");
        }
        assertThat(server.answer("SELECT count(*) FROM installation_key WHERE purpose = 'log'"))
                .isEqualTo("1");
    }

    private static String submit(GatewayClient api, String job) {
        JsonNode answer = api.post("executions", Json.object().put("job", "demo.weather/" + job))
                .orThrow()
                .json();
        return answer.path("id").asText();
    }

    private static String state(GatewayClient api, String id) {
        Answer answer = api.get("executions/" + id);
        return answer.isSuccess() ? answer.json().path("state").asText() : "";
    }

    private static boolean isLive(String state) {
        return List.of("", "QUEUED", "LEASED", "RUNNING").contains(state);
    }

    private static String logs(GatewayClient api, String id) {
        return api.get("executions/" + id + "/logs", "text/plain").orThrow().text();
    }

    /** The number of leaves in the latest checkpoint that the gateway shows. */
    private static long size(Installation gateway) {
        Answer note = gateway.api().getAt(URI.create(gateway.url() + "/audit/demo/checkpoint"), 10_000);
        return note.isSuccess()
                ? Long.parseLong(note.text().lines().skip(1).findFirst().orElse("0"))
                : 0;
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> all = new HashMap<>(server.environment());
        all.put(name, value);
        return all;
    }
}
