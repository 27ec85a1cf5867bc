package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import dev.gatehouse.cli.MeteredRuns.Round;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What secrets cost: resolving and sealing them alone, and whole runs that have 1, 5 or 20 of them against the same run
 * without any; from the embedded store, and from a real OpenBao whose values are kept or asked for at each start.
 */
class SecretsBenchmark {
    private static final List<Integer> COUNTS = List.of(1, 5, 20);
    private static final List<String> STORES = List.of("embedded", "kept", "asked");
    private static final String NONE = "none";
    private static final int CONNECTIONS = 16;
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final int WARM = 8_000;
    private static final Goal RESOLUTION = Goal.atMost(50);

    @TempDir
    private Path folder;

    @Test
    void secrets() throws IOException, InterruptedException {
        var report = new BenchReport("secrets");
        try (OpenBao bao = OpenBao.startedIn(folder)) {
            StoreRole role = administer(bao);
            alone(report, bao, role);
            try (var installation = Installation.inNewHome(Map.of(
                    "GATEHOUSE_EGRESS_NETWORKS", "127.0.0.0/8:*", "GATEHOUSE_EGRESS_UNSAFE_PLAIN_HTTP", "true"))) {
                installation.up();
                installation.kill("worker");
                declare(installation, bao, role);
                runs(report, installation);
            }
        }
        report.publish();
    }

    private record StoreRole(String id, String secretId) {}

    private StoreRole administer(OpenBao bao) throws IOException {
        Path policy = Files.writeString(
                folder.resolve("demo.hcl"), "path \"secret/data/demo/*\" { capabilities = [\"read\"] }\n");
        bao.done("policy", "write", "demo", policy.toString());
        bao.done("auth", "enable", "approle");
        bao.done("write", "auth/approle/role/demo", "token_policies=demo", "token_period=1h");
        for (int number = 0; number < COUNTS.getLast(); number++) {
            bao.done("kv", "put", "secret/demo/s" + number, "value=correct-horse-" + number);
        }
        return new StoreRole(
                bao.done("read", "-field=role_id", "auth/approle/role/demo/role-id"),
                bao.done("write", "-f", "-field=secret_id", "auth/approle/role/demo/secret-id"));
    }

    /** The resolver in a process of its own. */
    private static void alone(BenchReport report, OpenBao bao, StoreRole role)
            throws IOException, InterruptedException {
        var machine = new OtherLoad(List.of(), List.of());
        Map<String, Samples> micros = resolutionTimes(bao, role);
        for (int count : COUNTS) {
            Samples seal = micros.get("seal " + count);
            report.add("sealing " + count + ", alone", seal, "µs CPU");
            for (String store : STORES) {
                Samples all = micros.get(store + " " + count);
                Goal[] goal = store.equals("asked") ? new Goal[0] : new Goal[] {RESOLUTION};
                report.add(
                        "resolving " + count + " " + store + ", beside the seal",
                        new Samples(all.median() - seal.median()),
                        "µs CPU",
                        goal);
            }
        }
        machine.describe(report);
    }

    private static Map<String, Samples> resolutionTimes(OpenBao bao, StoreRole role)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Clone.ROOT.resolve("secrets/target/test-classes")
                                + File.pathSeparator
                                + System.getProperty("java.class.path"),
                        "dev.gatehouse.secrets.ResolutionTimes",
                        bao.address(),
                        role.id(),
                        role.secretId())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        Map<String, Samples> micros = new LinkedHashMap<>();
        out.lines()
                .map(line -> line.split(" "))
                .forEach(words -> micros.put(
                        words[0] + " " + words[1],
                        new Samples(Stream.of(words)
                                .skip(2)
                                .mapToDouble(Double::parseDouble)
                                .toArray())));
        return micros;
    }

    /** Whole executions through the real protocol, in turns over the cases. */
    private void runs(BenchReport report, Installation installation) throws IOException, InterruptedException {
        var machine = new OtherLoad(
                List.of(installation.pid("gateway").orElseThrow()),
                List.of(installation.pid("database").orElseThrow()));
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        try (var workers = NoOpWorkers.start(installation, folder.resolve("workers"), "bench", 1, CONNECTIONS)) {
            var plain = new MeteredRuns(installation, HttpLoad.ofRuns(installation, "demo.bench/" + NONE), workers);
            for (int done = 0; done < WARM; ) {
                done += plain.round(CONNECTIONS, ROUND).count();
            }
            for (int round = -1; round < ROUNDS; round++) {
                for (String job : jobs()) {
                    Round measured = new MeteredRuns(
                                    installation, HttpLoad.ofRuns(installation, "demo.bench/" + job), workers)
                            .round(CONNECTIONS, ROUND);
                    if (round >= 0) {
                        rounds.computeIfAbsent(job, _ -> new ArrayList<>()).add(measured);
                    }
                }
            }
        }
        double gateway = MeteredRuns.samples(rounds.get(NONE), Round::gateway).median();
        double all = MeteredRuns.samples(rounds.get(NONE), Round::all).median();
        rounds.forEach((job, measured) -> {
            report.add("runs, " + job, MeteredRuns.samples(measured, Round::perSecond), "executions/s");
            report.addAgainst(
                    "runs, " + job + ", gateway", MeteredRuns.samples(measured, Round::gateway), "µs CPU", gateway);
            report.add("runs, " + job + ", worker", MeteredRuns.samples(measured, Round::worker), "µs CPU");
            report.add("runs, " + job + ", database", MeteredRuns.samples(measured, Round::database), "µs CPU");
            report.addAgainst("runs, " + job + ", in all", MeteredRuns.samples(measured, Round::all), "µs CPU", all);
        });
        machine.describe(report);
    }

    private static List<String> jobs() {
        return Stream.concat(
                        Stream.of(NONE),
                        COUNTS.stream().flatMap(count -> STORES.stream().map(store -> store + "-" + count)))
                .toList();
    }

    private static void declare(Installation installation, OpenBao bao, StoreRole role) throws IOException {
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: demo.bench}
                spec: {description: What the benchmarks submit}
                ---
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: bench}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.bench, name: login}
                """ + store("asked", "PT0S", bao, role) + store("kept", "PT1H", bao, role));
        put(installation, "login", role.secretId());
        installation.apply(Stream.concat(
                        IntStream.range(0, COUNTS.getLast()).boxed().flatMap(SecretsBenchmark::secrets),
                        jobs().stream().map(SecretsBenchmark::job))
                .collect(Collectors.joining()));
        for (int number = 0; number < COUNTS.getLast(); number++) {
            put(installation, "embedded-" + number, "correct-horse-" + number);
        }
    }

    private static void put(Installation installation, String name, String value) {
        CommandRun run = installation.gatehouseWithInput(value, "secret", "put", "demo.bench/" + name);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    private static String store(String name, String cacheFor, OpenBao bao, StoreRole role) {
        return """
                ---
                apiVersion: gatehouse.dev/v1
                kind: SecretStore
                metadata: {name: %s}
                spec:
                  paths: ["*/demo/"]
                  cacheFor: %s
                  vault:
                    address: %s
                    login: {appRole: {roleId: "%s", secretId: demo.bench/login}}
                    mounts: {secret: kv2}
                """.formatted(name, cacheFor, bao.address(), role.id());
    }

    private static Stream<String> secrets(int number) {
        return STORES.stream().map(store -> """
                ---
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.bench, name: %1$s-%2$d}
                spec: %3$s
                """.formatted(
                store,
                number,
                store.equals("embedded") ? "{}" : "{store: %s, path: secret/demo/s%d}".formatted(store, number)));
    }

    private static String job(String name) {
        String store = name.substring(0, Math.max(name.indexOf('-'), 0));
        int count = store.isEmpty() ? 0 : Integer.parseInt(name.substring(store.length() + 1));
        return """
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.bench, name: %s}
                spec:
                  workerGroup: bench
                  run:
                    process:
                      command: ["true"]
                      env: {%s}
                """.formatted(
                        name,
                        IntStream.range(0, count)
                                .mapToObj(number -> "S%1$d: \"${{ secrets.%2$s-%1$d }}\"".formatted(number, store))
                                .collect(Collectors.joining(", ")));
    }
}
