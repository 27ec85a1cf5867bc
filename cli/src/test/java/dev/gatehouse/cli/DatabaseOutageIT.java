package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.secrets.MasterKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database goes away and comes back, twenty times, under two gateways with two workers: no execution is lost or
 * started twice, and nothing is started again by hand.
 *
 * <p>The plan of outages follows from a seed, which is printed; {@code GATEHOUSE_IT_SEED} repeats one. Sessions live a
 * third of their usual time, and outages last a third of 1 to 120 s; with {@code GATEHOUSE_IT_FULL=true} both last as
 * long as they are meant to.
 */
class DatabaseOutageIT {
    private static final boolean FULL = Boolean.parseBoolean(System.getenv("GATEHOUSE_IT_FULL"));
    private static final Map<String, String> SHORT_LIVES = Map.of(
            "GATEHOUSE_WORKER_SESSION_TTL", "PT10S",
            "GATEHOUSE_WORKER_RENEWAL", "PT2S",
            "GATEHOUSE_EXECUTION_MISSES_APART", "PT1.6S",
            "GATEHOUSE_EXECUTION_GAP_GRACE", "PT10S",
            "GATEHOUSE_EXECUTION_REASSIGN_GRACE", "PT4S",
            "GATEHOUSE_EXECUTION_UNSTARTED_LEASE", "PT5S");
    private static final int OUTAGES = 20;
    private static final double SHORTEST = 1;
    private static final double LONGEST = 120;
    private static final double SCALE = FULL ? 1 : 1.0 / 3;
    private static final Duration LONG_ENOUGH_TO_BE_TOLD = Duration.ofSeconds(3);

    /** A server that is there and silent counts as away after 7 s. */
    private static final Duration UNTIL_SILENCE_COUNTS = Duration.ofSeconds(8);

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path folder;

    private static DebianPostgres server;
    private static List<Installation> gateways = List.of();
    private static List<AskingWorker> askers = List.of();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** How a database goes away. */
    private enum Outage {
        /** As its operator stops it. */
        STOPPED,
        /** As its operator stops it who cannot wait. */
        ABORTED,
        /** As a power cut ends it. */
        KILLED,
        /** It is there and does not answer. */
        SILENT
    }

    @BeforeAll
    static void start() throws IOException {
        server = DebianPostgres.startedIn(folder);
        Path key = folder.resolve("master.key");
        MasterKey.create(key, new SecureRandom());
        Map<String, String> environment = new HashMap<>(server.environment());
        environment.put("GATEHOUSE_MASTER_KEY_FILE", key.toString());
        if (!FULL) {
            environment.putAll(SHORT_LIVES);
        }
        gateways = List.of(Installation.inNewHome(environment), Installation.inNewHome(environment));
        gateways.forEach(Installation::up);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(Files.createFile(begun()), PosixFilePermissions.fromString("rw-rw-rw-"));
        gateways.getFirst().apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: asking}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: marked}
                spec:
                  timeout: PT10M
                  inputs:
                    type: object
                    properties: {seconds: {type: string, pattern: "^[0-9]+$"}}
                  run:
                    process:
                      command: [sh, -c, 'echo "$MARK" >>"$BEGUN"; sleep "$SECONDS_LONG"']
                      env:
                        MARK: "${{ execution.id }}"
                        BEGUN: "%s"
                        SECONDS_LONG: "${{ inputs.seconds }}"
                """.formatted(begun()));
        askers = gateways.stream()
                .map(gateway -> AskingWorker.joined(gateway, "asking"))
                .toList();
    }

    /** Where each process of a job leaves its execution's id. */
    private static Path begun() {
        return folder.resolve("begun");
    }

    @AfterAll
    static void end() throws IOException {
        server.goOn();
        askers.forEach(AskingWorker::close);
        for (Installation each : gateways) {
            each.close();
        }
        server.close();
    }

    @Test
    void noExecutionIsLostOrStartedTwiceInTwentyOutages() throws IOException {
        long seed = Optional.ofNullable(System.getenv("GATEHOUSE_IT_SEED"))
                .map(Long::valueOf)
                .orElseGet(() -> new SecureRandom().nextLong());
        System.out.println("GATEHOUSE_IT_SEED=" + seed);
        var random = new Random(seed);
        Map<String, Installation> accepted = new ConcurrentHashMap<>();
        var stop = new AtomicBoolean();
        List<Long> pids = pids();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Installation gateway : gateways) {
                long own = random.nextLong();
                callers.execute(() -> submitUntil(stop, gateway, new Random(own), accepted));
            }
            try {
                for (int i = 0; i < OUTAGES; i++) {
                    Outage kind = Outage.values()[random.nextInt(Outage.values().length)];
                    double seconds = SCALE * SHORTEST * Math.pow(LONGEST / SHORTEST, random.nextDouble());
                    var length = Duration.ofMillis((long) (seconds * 1000));
                    if (i == 0) {
                        // Whatever the seed: one silence in which there is time to ask.
                        kind = Outage.SILENT;
                        length = UNTIL_SILENCE_COUNTS.plus(LONG_ENOUGH_TO_BE_TOLD);
                    }
                    System.out.println("outage " + (i + 1) + ": " + kind + " for " + length);
                    LockSupport.parkNanos(
                            Duration.ofMillis(1000 + random.nextInt(3000)).toNanos());
                    takeAway(kind, length);
                    gateways.forEach(gateway ->
                            Installation.until("the gateway is ready again", PATIENCE, () -> health(gateway) == 200));
                }
                stop.set(true);
            } catch (RuntimeException | AssertionError found) {
                // The callers are waited for, and the database may not come back.
                callers.shutdownNow();
                throw found;
            }
        }

        assertThat(pids()).as("nothing was started again").isEqualTo(pids);
        assertThat(accepted).hasSizeGreaterThan(OUTAGES);
        accepted.keySet().forEach(id -> Installation.until(id + " has ended", PATIENCE, () -> !isLive(state(id))));
        Map<String, Long> ends =
                accepted.keySet().stream().collect(Collectors.groupingBy(this::state, Collectors.counting()));
        assertThat(ends).as("seed " + seed).containsOnlyKeys("SUCCEEDED");
        assertThat(Files.readAllLines(begun()))
                .as("seed " + seed)
                .doesNotHaveDuplicates()
                .containsAll(accepted.keySet());
        System.out.println(accepted.size() + " executions");
        Installation last = gateways.getLast();
        CommandRun log = last.gatehouse("audit", "verify", "--url", last.url());
        assertThat(log.exit()).as(log.out() + log.err()).isZero();
    }

    private void takeAway(Outage kind, Duration length) {
        for (int i = 0; i < gateways.size(); i++) {
            askers.get(i).registerAgain(gateways.get(i).url());
        }
        long end = System.nanoTime() + length.toNanos();
        switch (kind) {
            case STOPPED -> server.stop("fast");
            case ABORTED -> server.stop("immediate");
            case KILLED -> server.kill();
            case SILENT -> server.pause();
        }
        Duration untold = kind == Outage.SILENT ? UNTIL_SILENCE_COUNTS : Duration.ZERO;
        if (length.compareTo(untold.plus(LONG_ENOUGH_TO_BE_TOLD)) >= 0) {
            LockSupport.parkNanos(untold.toNanos());
            for (int i = 0; i < gateways.size(); i++) {
                everyDoorAsksToComeAgain(gateways.get(i), askers.get(i));
            }
        }
        LockSupport.parkNanos(Math.max(0, end - System.nanoTime()));
        switch (kind) {
            case STOPPED, ABORTED, KILLED -> server.start();
            case SILENT -> server.goOn();
        }
    }

    /** Dispatch, admin, audit and worker doors, each asked by somebody whom it knows. */
    private void everyDoorAsksToComeAgain(Installation gateway, AskingWorker worker) {
        String token = gateway.read(gateway.home().resolve("tokens/demo.token")).strip();
        String api = gateway.url() + "/api/v1/demo/";
        for (HttpRequest request : List.of(
                request(api + "executions/" + UUID.randomUUID(), token).GET().build(),
                request(api + "jobs", token).GET().build(),
                request(gateway.url() + "/audit/demo/checkpoint", token).GET().build(),
                request(api + "executions", token)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"job\": \"demo.weather/marked\", \"inputs\": {\"seconds\": \"0\"}}"))
                        .build())) {
            asksToComeAgain(send(request));
        }
        asksToComeAgain(worker.claim(gateway.url(), Duration.ZERO));
        asksToComeAgain(worker.report(gateway.url()));
        asksToComeAgain(worker.renew(gateway.url()));
    }

    private static void asksToComeAgain(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.uri() + ": " + answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After"))
                .as(answer.uri().toString())
                .isPresent();
    }

    private static HttpRequest.Builder request(String url, String token) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int health(Installation gateway) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (gateway.port() + 1) + "/q/health/ready"))
                        .build())
                .statusCode();
    }

    /** Repeats each request with its key until it is answered, as a caller would who wants it done once. */
    private static void submitUntil(
            AtomicBoolean stop, Installation gateway, Random random, Map<String, Installation> accepted) {
        GatewayClient api = gateway.api();
        while (!stop.get()) {
            var key = Optional.of("outage-" + new UUID(random.nextLong(), random.nextLong()));
            JsonNode request = Json.object()
                    .put("job", "demo.weather/marked")
                    .set("inputs", Json.object().put("seconds", Integer.toString(random.nextInt(10))));
            Optional<String> id = Optional.empty();
            while (id.isEmpty()) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                id = submitted(api, request, key);
                LockSupport.parkNanos(Duration.ofMillis(1500).toNanos());
            }
            accepted.put(id.get(), gateway);
        }
    }

    private static Optional<String> submitted(GatewayClient api, JsonNode request, Optional<String> key) {
        try {
            Answer answer = api.post("executions", request, key);
            return answer.isSuccess() ? Optional.of(answer.json().path("id").asText()) : Optional.empty();
        } catch (CommandFailure noAnswer) {
            return Optional.empty();
        }
    }

    private String state(String id) {
        Answer answer = gateways.getFirst().api().get("executions/" + id);
        return answer.isSuccess() ? answer.json().path("state").asText() : "";
    }

    private static boolean isLive(String state) {
        return List.of("", "QUEUED", "LEASED", "RUNNING").contains(state);
    }

    private static List<Long> pids() {
        return gateways.stream()
                .flatMap(each -> List.of("gateway", "worker").stream().map(each::pid))
                .flatMap(Optional::stream)
                .toList();
    }
}
